"""Who comes into a playbook in memory, and who does not."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from linli.run.playbooks.document.shapes import Entry
from linli.run.playbooks.simulating.shapes import Walk

LEFT = "membership.left"


class Verdict(StrEnum):
    """What comes of a trigger; the first four are no refusals."""

    START = "start"
    RESUME = "resume"
    MERGE = "merged"
    SAME = "same"
    RUNNING = "running"
    COOL_DOWN = "cool_down"
    ONCE_ONLY = "once_only"
    TOO_OFTEN = "too_often"
    TOO_SOON = "too_soon"


def verdict(entry: Entry, past: Sequence[Walk], *, key: str, at: datetime) -> Verdict:
    """May a subject with these runs, the oldest first, have another one?"""
    if any(walk.key == key for walk in past):
        return Verdict.SAME
    alive = [walk for walk in past if walk.is_alive]
    if alive and entry.merges:
        return Verdict.MERGE
    if len(alive) >= entry.concurrent:
        return Verdict.RUNNING
    if not past:
        return Verdict.START
    last = past[-1]
    if entry.cool_down is not None and at - last.started_at < entry.cool_down:
        return Verdict.COOL_DOWN
    return Verdict.START if last.is_alive else _again(entry, past, last, at)


def _again(entry: Entry, past: Sequence[Walk], last: Walk, at: datetime) -> Verdict:
    since = at - (last.ended_at or at)
    if last.stopped_by == LEFT and entry.resume_within is not None and since <= entry.resume_within:
        return Verdict.RESUME
    if entry.again_after is None:
        return Verdict.ONCE_ONLY
    if len(past) >= entry.most_runs:
        return Verdict.TOO_OFTEN
    return Verdict.START if since >= entry.again_after else Verdict.TOO_SOON


def subject_of(kind: str, member: int | None, group: int | None) -> str:
    """The name of whom a run is about; "" where the event does not say whom."""
    match kind:
        case "membership" if member is not None and group is not None:
            return f"membership:{member}:{group}"
        case "person" if member is not None:
            return f"person:{member}"
        case "group" if group is not None:
            return f"group:{group}"
    return ""
