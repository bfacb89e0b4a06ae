"""What a figure looks like when it leaves this room, and the period it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta

from linli.kernel.errors import Refusal
from linli.measure.insights import rules

Value = int | float | str | None


class BadPeriod(Refusal):
    """A period ends before it starts, or its times have no zone."""


@dataclass(frozen=True, slots=True)
class Period:
    """The time [start, end) a figure is about; both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise BadPeriod("A period needs times with a zone.")
        if self.end < self.start:
            raise BadPeriod(f"A period cannot end ({self.end}) before it starts ({self.start}).")

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Start and end in UTC without a zone, as the activity table has its times."""
        return self.start.astimezone(UTC).replace(tzinfo=None), self.end.astimezone(UTC).replace(tzinfo=None)

    @property
    def days(self) -> list[date]:
        """The calendar days (UTC) the period touches."""
        return rules.days_between(*self.bounds)

    def last(self, days: int) -> "Period":
        """The end of this period: its last `days` times 24 hours, or all of it where it is shorter."""
        return Period(max(self.start, self.end - timedelta(days=days)), self.end)


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure about one period.

    id          number in the inventory of metrics: M13
    formula     how it is computed, in a sentence
    value       None where it is not defined: no members, no messages, time not yet over
    numerator   what a ratio divides, `denominator` what it divides by; None where the figure is no ratio
    basis       what stands for something the source does not record ("first message" instead of a join)
    parts       further numbers of the same figure
    series      columns of equal length: one value a day, a week, or an age
    """

    id: str
    key: str
    name: str
    unit: str
    formula: str
    value: int | float | None
    numerator: int | float | None = None
    denominator: int | float | None = None
    basis: str = ""
    parts: Mapping[str, Value] = field(default_factory=dict)
    series: Mapping[str, Sequence[Value]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def whole_days(start: datetime, end: datetime) -> Period:
    """The calendar days (UTC) from the one holding `start` to the one holding `end`, both complete."""
    first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
    midnight = datetime.min.time().replace(tzinfo=UTC)
    return Period(datetime.combine(first, midnight), datetime.combine(last + timedelta(days=1), midnight))
