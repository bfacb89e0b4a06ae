"""The figures of a week: tasks by person, duty, runs and sends from the log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.duty.models import Term
from linli.people.duty.queries import board
from linli.people.duty.rules import turns
from linli.people.duty.rules.terms import State
from linli.people.duty.rules.turns import Span
from linli.people.members.queries import names
from linli.people.tasks.queries import workload
from linli.people.team.queries import jobs

COUNTED = ("run.started", "run.ended", "effect.sent", "effect.failed", "effect.suppressed")
DAYS = 7
Reach = frozenset[int] | None


@dataclass(frozen=True)
class PersonWeek:
    """What somebody closed: done, late among them, and what ran out of time."""

    name: str
    done: int
    late: int
    missed: int


@dataclass(frozen=True)
class DutyWeek:
    """Who was on duty, and the share of the week (0–1) that was covered."""

    names: tuple[str, ...]
    coverage: float
    missed: int


@dataclass(frozen=True)
class Talk:
    """What happened in the groups, handed in by whoever may read the measures."""

    messages: int
    before_messages: int
    joins: int
    exits: int


@dataclass(frozen=True)
class WeekFigures:
    """Everything a summary is drafted from. `counts` is how many events of each of COUNTED there were."""

    week: date
    people: tuple[PersonWeek, ...]
    duty: DutyWeek | None
    counts: dict[str, int]
    open_now: int
    late_now: int
    talk: Talk | None = None

    @property
    def done(self) -> int:
        """Tasks done by anybody."""
        return sum(one.done for one in self.people)

    @property
    def late(self) -> int:
        """Done, but late."""
        return sum(one.late for one in self.people)

    @property
    def missed(self) -> int:
        """Tasks whose time ran out."""
        return sum(one.missed for one in self.people)


def bounds(week: date, zone: str) -> tuple[datetime, datetime]:
    """The moments a week (of a Monday) begins and ends in a zone."""
    there = ZoneInfo(zone)
    return (
        datetime.combine(week, time(), tzinfo=there),
        datetime.combine(week + timedelta(days=DAYS), time(), tzinfo=there),
    )


def figures(
    week: date,
    *,
    zone: str,
    at: datetime,
    reach: Reach = None,
    community: int | None = None,
    talk: Talk | None = None,
) -> WeekFigures:
    """The figures of the week that begins on a Monday, up to now where it is not over; eight queries."""
    since, until = bounds(week, zone)
    until = max(since, min(until, at))
    loads = workload.loads(at=at, reach=reach, community=community)
    return WeekFigures(
        week=week,
        people=tuple(_people(since, until, zone, reach, community)),
        duty=_duty(since, until, reach, community),
        counts=_counts(since, until, reach, community),
        open_now=sum(one.open for one in loads),
        late_now=sum(one.late for one in loads),
        talk=talk,
    )


def _people(
    since: datetime, until: datetime, zone: str, reach: Reach, community: int | None
) -> list[PersonWeek]:
    rows = workload.weeks(since=since, until=until, zone=zone, reach=reach, community=community)
    staff = jobs.staff_names({one.person.id for one in rows if one.person.kind == "staff"})
    members = names.names_of({one.person.id for one in rows if one.person.kind == "member"})
    found = [
        PersonWeek(
            (staff if one.person.kind == "staff" else members).get(one.person.id, "–"),
            one.done,
            one.late,
            one.missed,
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: (-one.done, one.name))


def _duty(since: datetime, until: datetime, reach: Reach, community: int | None) -> DutyWeek | None:
    """Of several communities the coverage is the mean."""
    found = Term.objects.filter(ends_at__gt=since, starts_at__lt=until)
    if community is not None:
        found = found.filter(community_id=community)
    if reach is not None:
        found = found.filter(community_id__in=reach)
    lines = board.lines_of(found.order_by("community_id", "starts_at"))
    if not lines or until <= since:
        return None
    shares = []
    for place in {one.community_id for one in lines}:
        spans = [
            Span(
                one.starts_at, one.ends_at, one.state in (State.ON, State.DONE) and one.member_id is not None
            )
            for one in lines
            if one.community_id == place
        ]
        shares.append(turns.coverage_of(spans, since=since, until=until).share)
    return DutyWeek(
        names=tuple(dict.fromkeys(one.name for one in lines if one.name)),
        coverage=sum(shares) / len(shares),
        missed=sum(one.state is State.MISSED for one in lines),
    )


def _counts(since: datetime, until: datetime, reach: Reach, community: int | None) -> dict[str, int]:
    places: Collection[int] | None = [community] if community is not None else reach
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(*) FROM events WHERE org_id = %s AND kind = ANY(%s)"
            " AND recorded_at >= %s AND occurred_at >= %s AND occurred_at < %s"
            " AND (%s::bigint[] IS NULL OR community_id = ANY(%s)) GROUP BY kind",
            [
                scope.org_id(),
                list(COUNTED),
                since,
                since,
                until,
                *[None if places is None else sorted(places)] * 2,
            ],
        )
        return dict(cursor.fetchall())
