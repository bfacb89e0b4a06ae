"""Which recurrence rules a schedule may have: days of RFC 5545, without times of their own."""

from datetime import datetime

from dateutil import rrule
from django.utils.translation import gettext as _

from linli.kernel.verbs import naming

PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_SOME_DAY = datetime(2026, 1, 1)  # noqa: DTZ001  (a rule of days has no zone)


def mistake(rule: str, *, is_dated: bool) -> str:
    """What is wrong with a rule, in a sentence; "" for nothing. `is_dated`: it has a day to count from."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";") if part)
    for name in parts:
        if name not in PARTS:
            sentence = _('"{word}" is no part of a rule for days; known are {words}.')
            known = ", ".join(PARTS)
            return sentence.format(word=name[:40], words=known) + naming.did_you_mean(name, PARTS)
    if parts.get("FREQ") not in FREQUENCIES:
        return _("A rule begins with FREQ={words}.").format(words="|".join(FREQUENCIES))
    if not parts.get("INTERVAL", "1").isdigit() or int(parts.get("INTERVAL", "1")) < 1:
        return _("INTERVAL is a whole number from 1.")
    if "COUNT" in parts and not is_dated:
        return _('A rule with COUNT needs the day it counts from: add "date".')
    try:
        found = next(iter(rrule.rrulestr(rule, dtstart=_SOME_DAY)), None)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        return _("This is no rule of RFC 5545; write it like FREQ=WEEKLY;BYDAY=MO,TH.")
    return "" if found or "UNTIL" in parts else _("This rule has no day at all.")
