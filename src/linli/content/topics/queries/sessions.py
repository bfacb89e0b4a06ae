"""Discussions with their topics in reserve, and what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.content.topics.models import Reserve, Session
from linli.content.topics.rules import choosing
from linli.facts.messages import MessagePosted
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat


class NoSuchSession(Refusal):
    """There is no such discussion, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such discussion here"))


@dataclass(frozen=True)
class Turnout:
    """What was said in a discussion's group while it went on: people, messages, characters, new speakers."""

    speakers: int = 0
    messages: int = 0
    characters: int = 0

    @property
    def depth(self) -> str:
        """How deep it went, by numbers alone."""
        return choosing.depth(speakers=self.speakers, messages=self.messages, characters=self.characters)


def sessions(*, reach: frozenset[int] | None = None, state: str = "") -> QuerySet[Session]:
    """Discussions with their topics, the latest first; slice it."""
    found = Session.objects.select_related("topic", "planned_topic").order_by("-starts_at", "-id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return found.filter(state=state) if state else found


def access_session(seat: Seat, session_id: int) -> Session:
    """A discussion in a community this seat reaches, or NoSuchSession."""
    found: Session | None = sessions(reach=seat.reach).filter(id=session_id, org_id=seat.org_id).first()
    if found is None:
        raise NoSuchSession
    return found


def reserves(session_id: int) -> list[Reserve]:
    """The topics held in reserve, in their order."""
    found = Reserve.objects.filter(session_id=session_id).select_related("topic")
    return list(found.order_by("position", "id"))


def count_reserves(ids: Sequence[int]) -> Mapping[int, int]:
    """How many topics each discussion holds in reserve."""
    counted: dict[int, int] = dict.fromkeys(ids, 0)
    rows = Reserve.objects.filter(session_id__in=ids, used_at=None).order_by("id")
    for session in rows.values_list("session_id", flat=True):
        counted[session] += 1
    return counted


def turnouts(found: Sequence[Session], *, at: datetime) -> Mapping[int, Turnout]:
    """What was said while each went on, in one query; nothing for those that have not begun."""
    begun = [one for one in found if one.opened_at is not None]
    if not begun:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, count(DISTINCT e.member_id), count(*), coalesce(sum(length(e.data->>'text')), 0)"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS u(id, g, s, t)"
            " JOIN events e ON e.org_id = %s AND e.kind = %s AND e.group_id = u.g AND e.occurred_at >= u.s"
            " AND e.occurred_at < u.t AND e.recorded_at >= u.s AND e.member_id IS NOT NULL"
            " AND NOT coalesce((e.data->>'is_bot')::boolean, false) GROUP BY u.id",
            [
                [one.id for one in begun],
                [one.group_id for one in begun],
                [one.opened_at for one in begun],
                [one.closed_at or min(at, _ends(one)) for one in begun],
                scope.org_id(),
                MessagePosted.kind,
            ],
        )
        return {row[0]: Turnout(row[1], row[2], row[3]) for row in cursor.fetchall()}


def _ends(one: Session) -> datetime:
    return (one.opened_at or one.starts_at) + timedelta(minutes=one.minutes + 60)
