"""Clock times of chat files: zones, half-day words, and the way to UTC."""

import functools
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from linli.connect.adapters.archive.contract import NeedsZone

_BEFORE_NOON = frozenset({"am", "上午", "午前", "오전", "凌晨", "早上", "清晨"})
_AFTER_NOON = frozenset({"pm", "下午", "午後", "오후", "晚上", "傍晚"})
HALF_DAY_WORDS = r"[AaPp]\.? ?[Mm]\.?|上午|下午|午前|午後|오전|오후|凌晨|早上|清晨|中午|傍晚|晚上"


def named_zone(name: str | None) -> tzinfo | None:
    """The zone an operator names, by its IANA name."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NeedsZone(f"“{name}” is not a time zone; use an IANA name such as Asia/Shanghai.") from error


def required_zone(zone: tzinfo | None, label: str) -> tzinfo:
    """The zone, or the sentence that asks for it."""
    if zone is None:
        raise NeedsZone(
            f"{label} files carry no time zone; say where they were written, such as Asia/Shanghai."
        )
    return zone


def hour_of_day(hour: int, half: str | None) -> int:
    """The hour of 24 from an hour of 12 and its half-day word in English, Chinese, Japanese or Korean."""
    word = (half or "").lower().replace(".", "").replace(" ", "")
    if not word or hour > 12:
        return hour
    if word in _BEFORE_NOON:
        return hour % 12
    if word in _AFTER_NOON:
        return hour % 12 + 12
    return hour if hour >= 11 else hour + 12


def to_utc(moment: datetime, zone: tzinfo) -> datetime:
    """A wall-clock time of the zone in UTC; of an hour that comes twice, the first is meant."""
    return moment.replace(tzinfo=zone).astimezone(UTC)


@functools.lru_cache(maxsize=4096)
def from_epoch(seconds: int) -> datetime:
    """Whole seconds since 1970 as UTC; raises ValueError outside of the years 1 to 9999."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(f"{seconds} is not a time") from error


def aware(moment: datetime, zone: tzinfo | None) -> datetime:
    """The moment in UTC; raises ValueError when it has no offset and no zone is known."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if zone is None:
        raise ValueError("its time has no zone")
    return to_utc(moment, zone)
