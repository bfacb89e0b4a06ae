"""The week of the playbooks as lanes: what was said on the days before, what waits on the days ahead."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext, ngettext

from linli.faces.ui.components.lanes import Day, Lane, Slot, Week
from linli.faces.ui.components.when import weekday
from linli.run.playbooks.queries import week as reading
from linli.run.playbooks.queries.runs import PlaybookLine
from linli.run.playbooks.queries.week import PlaybookDay

BEFORE, AHEAD = 2, 4
MOST_SLOTS = 3


def draw(lines: Sequence[PlaybookLine], *, today: date, zone: str) -> Week | None:
    """Seven days around today, a lane for each playbook that runs; None where none does."""
    shown = [line for line in lines if line.state in ("active", "paused", "draining")]
    if not shown:
        return None
    days = [today + timedelta(days=number) for number in range(-BEFORE, AHEAD + 1)]
    start = datetime.combine(days[0], time(), tzinfo=ZoneInfo(zone))
    found = reading.week({line.id: line.code for line in shown}, days=days, start=start, zone=zone)
    lanes = [
        Lane(
            line.title,
            _note(line),
            [_slots(line, found.get((line.id, day)), day, today, zone) for day in days],
        )
        for line in shown
    ]
    heads = [Day(_head(day), day == today) for day in days]
    return Week(gettext("The week of the playbooks"), gettext("Playbook"), heads, lanes)


def _note(line: PlaybookLine) -> str:
    return ngettext("{n} run under way", "{n} runs under way", line.under_way).format(n=f"{line.under_way:,}")


def _head(day: date) -> str:
    moment = datetime.combine(day, time(12))
    return f"{weekday(moment)} {formats.date_format(day, 'j')}"


def _slots(line: PlaybookLine, told: PlaybookDay | None, day: date, today: date, zone: str) -> list[Slot]:
    if told is None:
        return []
    url = reverse("console:playbook", args=[line.id])
    slots = []
    if told.sent or told.failed:
        words = ngettext("{n} message sent", "{n} messages sent", told.sent).format(n=f"{told.sent:,}")
        note = gettext("{n} failed").format(n=f"{told.failed:,}") if told.failed else ""
        slots.append(Slot(words, note, "green", "failed" if told.failed > told.sent else "done", url))
    for at in told.occurrences:
        clock = f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
        slots.append(Slot(gettext("Begins anew"), clock, "sky", "planned", url))
    if day >= today:
        for step, count in told.waking.items():
            words = ngettext("{n} run", "{n} runs", count).format(n=f"{count:,}")
            slots.append(
                Slot(step.replace("_", " "), words, "violet", "planned", f"{url}?tab=runs&step={step}")
            )
    return slots[:MOST_SLOTS]
