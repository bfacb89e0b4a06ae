"""Reading what members gave: the team's queue, a member's own, and shares that nobody answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.content.library.models import Submission
from linli.content.library.queries import policies
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.people.members.models import Member
from linli.people.ties import evidence
from linli.people.ties.queries import Ref

LOOK_BACK_DAYS = 7
LEAST_SIZE = 90
MOST_LISTED = 50
QUEUES = ("new", "asked", "ready", "taken", "closed")


class NoSuchShare(Refusal):
    """There is no such contribution, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such contribution here"))


@dataclass(frozen=True)
class ShareLine:
    """Something given, with the name of who gave it."""

    row: Submission
    name: str


@dataclass(frozen=True)
class SaidLine:
    """A longer message that nobody answered or reacted to. `key` tells it apart: "<group>:<digest>"."""

    key: str
    member_id: int
    name: str
    community_id: int
    group_id: int
    at: datetime
    text: str


def access_share(seat: Seat, share_id: int) -> Submission:
    """One by an id from outside. Raises NoSuchShare."""
    found = _reached(seat.reach).filter(id=share_id).first()
    if found is None:
        raise NoSuchShare
    return found


def my_share(member_id: int, share_id: int) -> Submission:
    """One of a member's own. Raises NoSuchShare."""
    found: Submission | None = Submission.objects.filter(id=share_id, member_id=member_id).first()
    if found is None:
        raise NoSuchShare
    return found


def shares_of(member_id: int, *, most: int = MOST_LISTED) -> list[Submission]:
    """What a member gave, latest first."""
    return list(Submission.objects.filter(member_id=member_id).order_by("-given_at", "-id")[:most])


def count_asked(member_id: int) -> int:
    """How many questions for permission wait for this member."""
    return Submission.objects.filter(member_id=member_id, permission="asked", verdict="open").count()


def queue(which: str, *, reach: frozenset[int] | None) -> QuerySet[Submission]:
    """The team's queue: "new" (not asked), "asked", "ready" (permitted), "taken", "closed"."""
    return _reached(reach).filter(_QUEUES[which]).order_by("-given_at", "-id")


def queue_counts(reach: frozenset[int] | None) -> dict[str, int]:
    """How many stand in each queue, in one query."""
    counts = {name: Count("id", filter=condition) for name, condition in _QUEUES.items()}
    return _reached(reach).aggregate(**counts)


def with_names(rows: list[Submission]) -> list[ShareLine]:
    """The same with the names of who gave them, in one query."""
    names = dict(Member.objects.filter(id__in=[one.member_id for one in rows]).values_list("id", "name"))
    return [ShareLine(one, names.get(one.member_id, "")) for one in rows]


def unthanked(*, reach: frozenset[int] | None, at: datetime) -> list[ShareLine]:
    """Contributions that nobody thanked for within the hours of the policy, oldest first."""
    until = at - timedelta(hours=policies.get_policy().answer_hours)
    waiting = _reached(reach).filter(answered_at=None, given_at__lt=until).exclude(permission="withdrawn")
    return with_names(list(waiting.order_by("given_at")[:MOST_LISTED]))


def unanswered(*, reach: frozenset[int] | None, at: datetime, most: int = 20) -> list[SaidLine]:
    """Longer messages of members of the last week without an answer or a reaction, oldest first.

    Those younger than the hours of the policy, taken in already or recalled are left out.
    """
    until = at - timedelta(hours=policies.get_policy().answer_hours)
    params: dict[str, object] = {
        "org": scope.org_id(),
        "since": at - timedelta(days=LOOK_BACK_DAYS),
        "until": until,
        "size": LEAST_SIZE,
        "reach": None if reach is None else sorted(reach),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNANSWERED, params)  # type: ignore[arg-type]  # a list of ids or None
        rows = cursor.fetchall()
    refs = {
        Ref(group, message, member, micro): row
        for row in rows
        for _c, group, message, member, _n, _a, micro in [row]
    }
    words = evidence.words_of(list(refs))
    return [
        SaidLine(
            key=f"{ref.group}:{ref.message}",
            member_id=ref.member,
            name=row[4],
            community_id=row[0],
            group_id=ref.group,
            at=row[5],
            text=words[ref].text,
        )
        for ref, row in refs.items()
        if words[ref].text
    ]


_QUEUES = {
    "new": Q(verdict="open", permission="unasked"),
    "asked": Q(verdict="open", permission="asked"),
    "ready": Q(verdict="open", permission="yes"),
    "taken": Q(verdict="taken") & ~Q(permission="withdrawn"),
    "closed": Q(verdict="declined") | Q(permission__in=("no", "withdrawn")),
}

_UNANSWERED = """
SELECT s.community_id, s.group_id, s.message, s.member_id, m.name, s.at,
  (extract(epoch FROM s.at) * 1000000)::bigint
FROM ties_said s JOIN members_member m ON m.id = s.member_id
WHERE s.org_id = %(org)s AND s.at >= %(since)s AND s.at < %(until)s AND s.size >= %(size)s
  AND (%(reach)s::bigint[] IS NULL OR s.community_id = ANY(%(reach)s))
  AND NOT m.is_bot AND NOT m.is_operator AND m.erased_at IS NULL AND s.reply_to = 0
  AND NOT EXISTS (SELECT 1 FROM ties_said r WHERE r.group_id = s.group_id AND r.reply_to = s.message
    AND r.reply_to <> 0 AND r.member_id <> s.member_id)
  AND NOT EXISTS (SELECT 1 FROM ties_reacted x WHERE x.group_id = s.group_id AND x.message = s.message
    AND x.member_id <> s.member_id)
  AND NOT EXISTS (SELECT 1 FROM library_submission l WHERE l.org_id = s.org_id
    AND l.key = 'message:' || s.group_id || ':' || s.message)
ORDER BY s.at, s.id LIMIT %(most)s
"""


def _reached(reach: frozenset[int] | None) -> QuerySet[Submission]:
    found: QuerySet[Submission] = Submission.objects.all()
    return found if reach is None else found.filter(community_id__in=reach)
