"""The feed of the today page: what happened lately, a sentence each."""

from dataclasses import dataclass
from datetime import datetime

from linli.faces.console import telling
from linli.faces.console.looks import Look, look_of
from linli.facts import gateway, growth, members, moderation, playbooks, tasks
from linli.kernel.events import recent
from linli.kernel.events.event import Event
from linli.people.members.queries import names, sentences

KINDS = (
    members.MembershipJoined.kind,
    members.MembershipLeft.kind,
    members.MemberTagged.kind,
    growth.CheckedIn.kind,
    moderation.SanctionApplied.kind,
    playbooks.RunStarted.kind,
    tasks.TaskOpened.kind,
    gateway.EffectFailed.kind,
    gateway.EffectUnknown.kind,
)
LOOKED_THROUGH = 150


@dataclass(frozen=True)
class News:
    """Somebody did something: `member` leads to their page; `place` is the community."""

    who: str
    what: str
    place: str
    at: datetime
    look: Look
    member: int | None


def news(*, places: dict[int, str], at: datetime, limit: int = 8) -> list[News]:
    """The newest events of the communities whose names are given; two queries."""
    events = recent.recent_events(kinds=KINDS, communities=list(places), at=at, limit=LOOKED_THROUGH)
    found = [one for one in events if _is_news(one)][:limit]
    known = names.names_of({one.member for one in found if one.member is not None})
    return [_news(one, known, places) for one in found]


def _is_news(event: Event) -> bool:
    """Everything but the check-ins of ordinary days."""
    return (
        not isinstance(event.fact, growth.CheckedIn) or event.fact.streak % 7 == 0 or event.fact.streak == 3
    )


def _news(event: Event, known: dict[int, str], places: dict[int, str]) -> News:
    who = known.get(event.member, "") if event.member is not None else ""
    place = places.get(event.community, "") if event.community is not None else ""
    said = sentences.sentence_of(event.fact)
    what = telling.tell(said.msgid, said.params, event.kind)
    return News(who, what, place, event.occurred_at, look_of(event.kind), event.member)
