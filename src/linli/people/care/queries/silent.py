"""Members who have grown silent and are worth a word: why, what to try next, and what came of it before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import UnknownProbe, registry
from linli.people.care import rules
from linli.people.care.models import Outreach
from linli.people.care.queries.caring import NoSuchCare
from linli.people.care.rules import Value, Way, Worth

LOOKED_AT = 300


@dataclass(frozen=True)
class SilentLine:
    """Somebody silent: how long, what they are worth and why, what to try (None: leave them in peace).

    `last_way` and `outcome` are of the newest attempt: "back", "waiting", "silent", or "" without one.
    """

    member_id: int
    name: str
    stage: str
    days_silent: int
    value: Value
    suggestion: Way | None
    last_way: str
    last_on: date | None
    outcome: str


@dataclass(frozen=True)
class AttemptLine:
    """An attempt and what came of it; `came_back_on` is the first day they did something after it."""

    id: int
    member_id: int
    name: str
    way: str
    made_on: date
    days_silent: int
    answer: str
    came_back_on: date | None
    outcome: str


@dataclass(frozen=True)
class Results:
    """Attempts over a time: how many, how many came back, how many are still waited for."""

    made: int
    back: int
    waiting: int

    @property
    def share(self) -> float | None:
        """Of those whose time is over, the share that came back."""
        over = self.made - self.waiting
        return self.back / over if over else None


# The first day after an attempt on which the person (or a record merged into them) did something.
_CAME_BACK = """
LEFT JOIN LATERAL (SELECT min(a.day) AS day FROM belonging_activeday a
  WHERE a.community_id = o.community_id AND a.day > o.made_on AND a.member_id IN (
    SELECT o.member_id UNION ALL SELECT r.id FROM members_member r WHERE r.merged_into_id = o.member_id)
) back ON true
"""
_SILENT = """
SELECT b.member_id, m.name, b.stage, b.counted_on - b.last_sign_on AS days_silent, b.messages, b.active_days,
  b.replies, b.relation, coalesce(c.is_vip, false)
FROM belonging_belonging b
JOIN members_member m ON m.id = b.member_id AND NOT m.is_operator AND NOT m.is_bot AND m.erased_at IS NULL
LEFT JOIN care_care c ON c.member_id = b.member_id AND c.community_id = b.community_id AND c.ended_at IS NULL
WHERE b.org_id = %(org)s AND b.community_id = %(community)s AND b.left_at IS NULL
  AND b.stage IN ('silent', 'lost') AND b.counted_on - b.last_sign_on >= %(days)s
ORDER BY least(b.messages / 5, 20) + least(b.active_days, 20) + least(b.replies, 20)
  + CASE WHEN c.is_vip THEN 10 ELSE 0 END DESC, b.member_id LIMIT %(limit)s
"""
_ATTEMPTS = f"""
SELECT o.id, o.member_id, m.name, o.way, o.made_on, o.days_silent, o.answer, back.day
FROM care_outreach o JOIN members_member m ON m.id = o.member_id {_CAME_BACK}
WHERE o.org_id = %(org)s AND o.community_id = %(community)s
  AND (%(members)s::bigint[] IS NULL OR o.member_id = ANY(%(members)s))
ORDER BY o.made_on DESC, o.id DESC LIMIT %(limit)s
"""


def silent_members(
    community_id: int, *, now: datetime, today: date, days: int = 0, limit: int = 50
) -> list[SilentLine]:
    """The silent members of a community who gave most, first; four queries whatever their number.

    The LOOKED_AT most active of them are weighed with what other rooms know (points, roles).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SILENT,
            {"org": scope.org_id(), "community": community_id, "days": days, "limit": LOOKED_AT},
        )
        rows = cursor.fetchall()
    ids = [row[0] for row in rows]
    tried: dict[int, list[AttemptLine]] = {}
    for one in attempts(community_id, today=today, members=ids, limit=10 * LOOKED_AT):
        tried.setdefault(one.member_id, []).append(one)
    points, roles = _known(ids, community_id, now)
    lines = [_line(row, points, roles, tried.get(row[0], [])) for row in rows]
    worth = [line for line in lines if line.value.total]
    return sorted(worth, key=lambda line: (-line.value.total, line.days_silent, line.member_id))[:limit]


def attempts(
    community_id: int, *, today: date, members: Sequence[int] | None = None, limit: int = 100
) -> list[AttemptLine]:
    """Attempts to win members back, newest first, each with what came of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ATTEMPTS,
            {
                "org": scope.org_id(),
                "community": community_id,
                "members": None if members is None else list(members),
                "limit": limit,
            },
        )
        return [
            AttemptLine(*(*row, rules.outcome(made_on=row[4], came_back_on=row[7], today=today)))
            for row in cursor.fetchall()
        ]


def results(found: Sequence[AttemptLine]) -> Results:
    """Attempts counted: each member once, by their newest attempt."""
    newest = {one.member_id: one for one in reversed(found)}
    outcomes = [one.outcome for one in newest.values()]
    return Results(len(newest), outcomes.count("back"), outcomes.count("waiting"))


def access_outreach(seat: Seat, outreach_id: int) -> Outreach:
    """An attempt in a community the seat reaches, or NoSuchCare."""
    found = Outreach.objects.filter(id=outreach_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchCare
    made: Outreach = found
    return made


def _known(
    ids: Sequence[int], community_id: int, now: datetime
) -> tuple[Mapping[int, object], Mapping[int, object]]:
    """Points and roles, from whichever rooms offer them."""
    context = Context(
        org_id=scope.org_id(), community_id=community_id, at=now, actor="system", key="silent-members"
    )
    return _read("growth.points", ids, context), _read("person.roles", ids, context)


def _read(probe: str, ids: Sequence[int], context: Context) -> Mapping[int, object]:
    try:
        return registry.read(probe, ids, context)
    except UnknownProbe:
        return {}


def _line(
    row: Sequence[Any],
    points: Mapping[int, object],
    roles: Mapping[int, object],
    tried: Sequence[AttemptLine],
) -> SilentLine:
    member_id, name, stage, days_silent, messages, active_days, replies, relation, is_vip = row
    had, held = points.get(member_id), roles.get(member_id)
    worth = Worth(
        messages,
        active_days,
        replies,
        relation,
        points=had if isinstance(had, int) else 0,
        roles=len(held) if isinstance(held, list | tuple) else 0,
        is_vip=is_vip,
    )
    last = tried[0] if tried else None
    ways = tuple(one.way for one in tried)
    waits = last is not None and last.outcome == "waiting"
    return SilentLine(
        member_id,
        name,
        stage,
        days_silent,
        rules.value_of(worth),
        None if waits else rules.suggest(worth, ways),
        last.way if last else "",
        last.made_on if last else None,
        last.outcome if last else "",
    )
