"""When a desk answers: days of the week and hours, in the community's zone (inventory T38)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

EVERY_DAY = "1234567"


@dataclass(frozen=True)
class Hours:
    """`days` holds digits, 1 for Monday. An end before the beginning is on the next day; equal: all day."""

    days: str
    begins: time
    ends: time

    def is_on(self, local: datetime) -> bool:
        """Does the desk answer at this moment, told in the community's zone?"""
        now, today = local.time(), str(local.isoweekday())
        if self.begins == self.ends:
            return today in self.days
        if self.begins < self.ends:
            return today in self.days and self.begins <= now < self.ends
        yesterday = str((local - timedelta(days=1)).isoweekday())
        return (today in self.days and now >= self.begins) or (yesterday in self.days and now < self.ends)


def clean_days(days: str) -> str:
    """Digits 1-7 once each, in order; anything else is left out."""
    return "".join(sorted({digit for digit in days if digit in EVERY_DAY}))
