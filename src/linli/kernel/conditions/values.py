"""How values are held while a condition is evaluated: exact whole numbers, so that both evaluators agree.

Numbers are counted in billionths, times in microseconds since 1970, durations in microseconds. Python's whole
numbers have no limit, so nothing overflows. The SQL evaluator computes the same in `numeric`.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from decimal import Context as DecimalContext
from decimal import Decimal

from linli.kernel.conditions.tree import Type

Outer = str | int | float | Decimal | bool | datetime | timedelta | Collection[str] | None
Inner = str | int | bool | tuple[str, ...] | None

SCALE = 10**9
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 10**15
_MICROSECOND = timedelta(microseconds=1)
_EXACT = DecimalContext(prec=2_000)


class WrongValue(TypeError):
    """A value handed in is not of its field's type: a mistake of the program, not of the condition."""


def inner(value: Outer, wanted: Type) -> Inner:
    """The value as it is computed with; None stays None, a number of 10^15 or more counts as null."""
    if value is None:
        return None
    match wanted:
        case Type.TEXT if isinstance(value, str):
            return value
        case Type.BOOLEAN if isinstance(value, bool):
            return value
        case Type.INTEGER if isinstance(value, int) and not isinstance(value, bool):
            return value * SCALE
        case Type.NUMBER if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return _scaled(value)
        case Type.TIME if isinstance(value, datetime) and value.utcoffset() is not None:
            return moment(value)
        case Type.DURATION if isinstance(value, timedelta):
            return value // _MICROSECOND
        case Type.TEXTS if not isinstance(value, str) and isinstance(value, Collection):
            return tuple(value)
    raise WrongValue(f"{value!r} is not {wanted.value}")


def moment(at: datetime) -> int:
    """An aware time in microseconds since 1970."""
    return (at - EPOCH) // _MICROSECOND


def outer(value: Inner, given: Type) -> Outer:
    """An inner value as people know it; a time or duration beyond what Python can hold is None."""
    if isinstance(value, bool | str | tuple) or value is None:
        return value
    if given is Type.INTEGER:
        return value // SCALE
    if given is Type.NUMBER:
        return exact(value)
    try:
        duration = timedelta(microseconds=value)
        return EPOCH + duration if given is Type.TIME else duration
    except OverflowError:
        return None


def exact(billionths: int) -> Decimal:
    """A number counted in billionths as a Decimal, nothing rounded."""
    digits = tuple(int(digit) for digit in str(abs(billionths)))
    return Decimal((int(billionths < 0), digits, -9))


def cut_quotient(dividend: int, divisor: int) -> int:
    """Whole quotient, cut towards zero as PostgreSQL's `div` and `trunc` do."""
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


def _scaled(value: int | float | Decimal) -> int | None:
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number) >= LARGEST:
        return None
    return int(_EXACT.scaleb(number, 9))
