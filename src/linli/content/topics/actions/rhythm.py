"""Writing down a community's rhythm, and noticing silence in its active hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.content.topics.models import Notice, Rhythm
from linli.content.topics.queries import bank
from linli.content.topics.queries import rhythm as reading
from linli.content.topics.queries.rhythm import Expected
from linli.content.topics.rules import rhythm as rules
from linli.content.topics.rules.rhythm import Window
from linli.facts.topics import SilenceNoticed
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities import queries as communities
from linli.people.communities.queries import CommunityLine
from linli.people.tasks import openings as wants
from linli.people.tasks.actions import closing, opening

MOST_WINDOWS = 6
TASK_DUE = timedelta(hours=4)
SILENCE = "silence"


class BadRhythm(Refusal):
    """The rhythm contradicts itself."""


@transaction.atomic
def set_rhythm(
    *,
    community: int,
    windows: Sequence[Window],
    silence_hours: int,
    is_watched: bool,
    prompts: tuple[int, int],
    by: Actor,
    at: datetime,
) -> None:
    """What is expected from now on: active hours, and after how much silence somebody is asked to speak."""
    if not 1 <= len(windows) <= MOST_WINDOWS or any(not one.days for one in windows):
        raise BadRhythm(_("name one to six active windows, each with its weekdays"))
    if not 1 <= silence_hours <= 240:
        raise BadRhythm(_("silence is noticed after 1 to 240 hours"))
    if not 0 <= prompts[0] <= prompts[1] <= 20:
        raise BadRhythm(_("the least number of prompts a day is not above the most"))
    kept = [
        {"days": list(one.days), "begins": f"{one.begins:%H:%M}", "ends": f"{one.ends:%H:%M}"}
        for one in windows
    ]
    Rhythm.objects.update_or_create(
        community_id=community,
        defaults={
            "windows": kept,
            "silence_hours": silence_hours,
            "is_watched": is_watched,
            "least_prompts": prompts[0],
            "most_prompts": prompts[1],
        },
    )
    audit.record(
        "topics.rhythm_set", subject=f"community:{community}", by=by, at=at, after={"windows": len(kept)}
    )


@transaction.atomic
def watch(*, lines: Sequence[CommunityLine], at: datetime) -> int:
    """Notice communities that are silent in their active hours, once each; returns how many are new.

    Who is on duty is asked to say something, with topics at hand. It is over when somebody speaks.
    """
    ids = [one.id for one in lines]
    expected, said = reading.expected(ids), reading.last_said(ids, at=at)
    noticed = {one.community_id: one for one in reading.open_notices(ids) if one.about == SILENCE}
    quiet = [
        one
        for one in lines
        if expected[one.id].is_watched
        and said.get(one.id) is not None
        and rules.is_too_quiet(
            expected[one.id].windows,
            last_said_at=said[one.id],
            at=at,
            after=expected[one.id].silence_after,
            zone=one.zone,
        )
    ]
    over = [notice for id, notice in noticed.items() if (spoke := said.get(id)) and spoke > notice.since]
    _end(over, at)
    fresh = [one for one in quiet if one.id not in noticed or noticed[one.id] in over]
    for one in fresh:
        _notice(one, expected[one.id], said[one.id], at)
    return len(fresh)


def _notice(community: CommunityLine, expected: Expected, since: datetime, at: datetime) -> None:
    with translation.override(communities.get_community(community.id).language or None):
        task = opening.open_tasks([_task(community, expected, since, at)], by=SYSTEM, at=at)[0]
    Notice.objects.create(community_id=community.id, about=SILENCE, since=since, noticed_at=at, task_id=task)
    log.append_one(SilenceNoticed(SILENCE), by=SYSTEM, at=at, community=community.id)


def _task(community: CommunityLine, expected: Expected, since: datetime, at: datetime) -> wants.Opening:
    hours = int((at - since).total_seconds() // 3600)
    advice = bank.advise(community.id, today=at.date(), most=3)
    body = "\n\n".join(f"{one.title}\n{one.point}" for one in advice.topics)
    return wants.Opening(
        key=f"silence:{community.id}:{since.isoformat()}",
        about="duty",
        title=_("Start a conversation: nobody spoke for {n} hours").format(n=hours),
        community=community.id,
        origin=f"silence:{community.id}",
        source="topics",
        role="duty",
        purpose=_("A community that is silent in its active hours for long forgets that it is one."),
        body=body,
        due_at=at + TASK_DUE,
        outcomes=("done", "skip"),
    )


def _end(notices: Sequence[Notice], at: datetime) -> None:
    if not notices:
        return
    Notice.objects.filter(id__in=[one.id for one in notices]).update(over_at=at)
    closing.cancel_tasks({f"silence:{one.community_id}": "over" for one in notices}, at=at)
