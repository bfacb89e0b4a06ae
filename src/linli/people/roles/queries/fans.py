"""Die-hard fans: who they are by the community's definition, how many, and when the target is reached."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from linli.kernel.conditions import sql, words
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.verbs.fragment import Fragment
from linli.people.communities.models import Community
from linli.people.roles.models import FanCount, FanRule
from linli.people.roles.rules import forecast
from linli.people.roles.rules.forecast import Forecast
from linli.people.segments import fields

TARGET = 1000
CONDITION = "belonging.messages_90 >= 60 and belonging.active_days_30 >= 12"
SHOWN = 50
_FANS = (
    "FROM belonging_belonging belonging JOIN members_member person ON person.id = belonging.member_id"
    " WHERE belonging.org_id = %s AND belonging.community_id = %s AND belonging.left_at IS NULL"
    " AND person.merged_into_id IS NULL AND person.erased_at IS NULL AND NOT person.is_bot"
    " AND NOT person.is_operator AND "
)


class BadDefinition(Refusal):
    """A condition that says nothing about members; the text says what is wrong and where."""


@dataclass(frozen=True)
class Definition:
    """What a fan is here. `is_own` the community wrote it; `sentence` is "" when it no longer stands."""

    condition: str
    target: int
    sentence: str
    is_own: bool


@dataclass(frozen=True)
class Fan:
    """A fan in the list."""

    member_id: int
    name: str
    joined_at: datetime
    messages_90: int
    active_days_30: int
    last_active_at: datetime | None


@dataclass(frozen=True)
class Tracker:
    """The counter (M84): now, the counts of past days, and what follows from them."""

    now: int
    target: int
    counts: dict[date, int]
    forecast: Forecast

    @property
    def share(self) -> float:
        """Fans of the target, 0-100."""
        return min(100.0, 100 * self.now / self.target)


def definition_of(community_id: int) -> Definition:
    """The community's own definition, or the one Linli starts with."""
    own = FanRule.objects.filter(community_id=community_id).first()
    condition, target = (own.condition, own.target) if own else (CONDITION, TARGET)
    return Definition(condition, target, sentence_of(condition), own is not None)


def check(condition: str) -> Checked:
    """The condition checked, or BadDefinition."""
    try:
        checked = fields.check_condition(condition)
        sql.where(checked, at=datetime.min.replace(tzinfo=UTC))
    except ConditionError as error:
        said = {"why": error.localised(), "line": error.line, "column": error.column}
        raise BadDefinition(
            _("line %(line)s, character %(column)s of the definition: %(why)s") % said
        ) from error
    return checked


def count_fans(community_id: int, condition: str, *, at: datetime) -> int:
    """How many members of a community are fans by this condition."""
    where, params = _where(condition, at)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_FANS}{where}", [scope.org_id(), community_id, *params])
        count: int = cursor.fetchone()[0]
    return count


def fans_of(community_id: int, condition: str, *, at: datetime, limit: int = SHOWN) -> list[Fan]:
    """The fans, those who said most first."""
    where, params = _where(condition, at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person.id, person.name, belonging.joined_at, belonging.messages_90,"
            " belonging.active_days_30, belonging.last_active_at"
            f" {_FANS}{where} ORDER BY belonging.messages_90 DESC, person.id LIMIT %s",
            [scope.org_id(), community_id, *params, limit],
        )
        return [Fan(*row) for row in cursor.fetchall()]


def tracker_of(community: Community, definition: Definition, *, at: datetime) -> Tracker:
    """The counter with its forecast; the count of today, in the community's zone, is that of this moment."""
    today = at.astimezone(ZoneInfo(community.zone)).date()
    now = count_fans(community.id, definition.condition, at=at) if definition.sentence else 0
    kept = FanCount.objects.filter(community_id=community.id, day__lte=today).order_by("-day")
    counts = {**dict(kept.values_list("day", "fans")[: 7 * forecast.WEEKS + 14]), today: now}
    said = forecast.forecast(counts, now=now, target=definition.target, today=today)
    return Tracker(now, definition.target, dict(sorted(counts.items())), said)


def _where(condition: str, at: datetime) -> tuple[str, list[Any]]:
    where: Fragment = sql.where(check(condition), at=at)
    return f"({where.text})", list(where.params)


def sentence_of(condition: str) -> str:
    """The definition in words of the language in force; "" where it does not stand."""
    try:
        return words.sentence(fields.check_condition(condition), translation.get_language() or "en")
    except ConditionError:
        return ""
