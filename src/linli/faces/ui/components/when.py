"""{% when %}: a moment in the organisation's zone, exact on hover."""

from datetime import datetime, timedelta
from typing import Literal

from django.template import Library
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

register = Library()

Style = Literal["relative", "datetime", "date", "day", "time"]


@register.simple_tag
def when(value: datetime | None, style: Style = "relative", now: datetime | None = None) -> SafeString | str:
    """A `<time>` in the active zone: "3 minutes ago", or date, day (no year), time, datetime."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    text = relative(local, timezone.localtime(now)) if style == "relative" else words(local, style)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(), words(local, "datetime"), text
    )


def words(local: datetime, style: str) -> str:
    """The date with its weekday, the time, or both, in the active language."""
    clock = local.strftime("%H:%M")
    if style == "time":
        return clock
    form = pgettext("date format", "M j") if style == "day" else pgettext("date format", "M j, Y")
    date = gettext("{weekday}, {date}").format(weekday=weekday(local), date=formats.date_format(local, form))
    return f"{date} {clock}" if style == "datetime" else date


def weekday(local: datetime) -> str:
    """The short name of the day of the week."""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[local.weekday()]


def relative(local: datetime, now: datetime) -> str:
    """How long ago or ahead, for a week; beyond it the date. Both times in one zone."""
    seconds = int((now - local).total_seconds())
    if abs(seconds) < 60:
        return gettext("just now")
    if abs(seconds) < 3600:
        return _distance(seconds, 60, "minutes")
    if abs(seconds) < 86400:
        return _distance(seconds, 3600, "hours")
    if local.date() == now.date() - timedelta(days=1):
        return gettext("yesterday {time}").format(time=local.strftime("%H:%M"))
    if abs(seconds) < 7 * 86400:
        return _distance(seconds, 86400, "days")
    form = pgettext("date format", "M j") if local.year == now.year else pgettext("date format", "M j, Y")
    return formats.date_format(local, form)


def _distance(seconds: int, unit: int, name: str) -> str:
    count = abs(seconds) // unit
    past = {
        "minutes": ngettext("{n} minute ago", "{n} minutes ago", count),
        "hours": ngettext("{n} hour ago", "{n} hours ago", count),
        "days": ngettext("{n} day ago", "{n} days ago", count),
    }
    ahead = {
        "minutes": ngettext("in {n} minute", "in {n} minutes", count),
        "hours": ngettext("in {n} hour", "in {n} hours", count),
        "days": ngettext("in {n} day", "in {n} days", count),
    }
    return (past if seconds > 0 else ahead)[name].format(n=count)
