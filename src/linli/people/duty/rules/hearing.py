"""Who spoke and got no answer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ANSWERED_WITHIN = timedelta(minutes=60)
GRACE = timedelta(minutes=10)


@dataclass(frozen=True)
class Said:
    """Something a person said in a group. `replied_to` is the id of the message it answers, "" for none."""

    message: str
    group: int
    member: int
    at: datetime
    text: str = ""
    replied_to: str = ""


def unanswered(said: Sequence[Said], *, now: datetime) -> list[Said]:
    """The last thing each person said that nobody else took up within the hour, oldest first.

    It counts as taken up when it was replied to, or somebody else spoke next within the hour. What was said
    ten minutes ago or less is left alone.
    """
    answered = {one.replied_to for one in said if one.replied_to}
    last: dict[tuple[int, int], Said] = {}
    by_group: dict[int, list[Said]] = defaultdict(list)
    for one in sorted(said, key=lambda each: each.at):
        by_group[one.group].append(one)
    for group, talk in by_group.items():
        for place, one in enumerate(talk):
            following = next((each for each in talk[place + 1 :] if each.member != one.member), None)
            is_taken_up = one.message in answered or (
                following is not None and following.at - one.at <= ANSWERED_WITHIN
            )
            if is_taken_up:
                last.pop((group, one.member), None)
            else:
                last[group, one.member] = one
    return sorted((one for one in last.values() if now - one.at >= GRACE), key=lambda each: each.at)
