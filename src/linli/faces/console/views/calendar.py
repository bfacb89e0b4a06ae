"""The content calendar: what goes out when, where something is missing, what waits for approval, guests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from linli.faces.console import calendar_sources as sources
from linli.faces.console import calendar_words as words
from linli.faces.console.calendar_sources import Entry
from linli.faces.console.doors import or_404
from linli.faces.console.forms import operate
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.run.calendar.queries import columns, slots, standing
from linli.run.calendar.queries.slots import Look
from linli.run.calendar.rules.words import Category

LIST_DAYS = 14
MIX_DAYS = 28
LONGEST_FEED = timedelta(days=70)


@dataclass(frozen=True)
class Day:
    """A day of the list with its entries."""

    day: date
    is_today: bool
    entries: Sequence[Entry]


@dataclass(frozen=True)
class GapRow:
    """What a community lacks: posts without content, and sentences about its pace."""

    community_id: int
    community: str
    empty: Sequence[tuple[str, datetime, str]]
    paces: Sequence[str]


@dataclass(frozen=True)
class ShareRow:
    """A category or aim in the mix, in words."""

    name: str
    hue: str
    percent: int
    text: str
    is_heavy: bool


@require_safe
@staff_can(Permission.SEE)
def calendar(request: StaffRequest) -> HttpResponse:
    """A list of two weeks for every screen; a month to drag in where there is room and JavaScript."""
    first = _day(request)
    look = _look(request, first, first + timedelta(days=LIST_DAYS))
    found = sources.entries(look)
    lines = communities.community_lines(reach=request.seat.reach)
    names = {one.id: one.name for one in lines}
    mix_from = _midnight(first)
    mixed = slots.slots(
        Look(mix_from, mix_from + timedelta(days=MIX_DAYS), look.reach, look.community, look.column)
    )
    return page(
        request,
        "console/calendar/calendar.html",
        tab_items=tabs(request, "calendar"),
        days=_days(found, request.today),
        first=first,
        earlier=_turned(request, first - timedelta(days=LIST_DAYS)),
        later=_turned(request, first + timedelta(days=LIST_DAYS)),
        names=names,
        gaps=_gaps(look, request.now, names),
        shares=_shares(standing.balance(mixed, columns.planning_of(look.community or 0)), by_aim=False),
        aims=_shares(standing.aims(mixed), by_aim=True),
        community_choices=operate.community_choices(request.seat),
        column_choices=[(str(one.id), one.name) for one in columns.columns(reach=look.reach)],
        category_choices=[(one.value, words.category_name(one)) for one in Category],
        chosen=request.GET,
        feed=f"{reverse('console:calendar-feed')}?{request.GET.urlencode()}",
        may_edit=orgs.can(request.seat, Permission.SEND),
        community=look.community or (lines[0].id if lines else None),
    )


@require_safe
@staff_can(Permission.SEE)
def calendar_feed(request: StaffRequest) -> HttpResponse:
    """The entries between `start` and `end` as the calendar on the page reads them, in local time."""
    try:
        start = date.fromisoformat(request.GET.get("start", "")[:10])
        end = date.fromisoformat(request.GET.get("end", "")[:10])
    except ValueError:
        return JsonResponse({"error": gettext("Give the first and the last day.")}, status=400)
    look = _look(request, start, min(end, start + LONGEST_FEED))
    may_edit = orgs.can(request.seat, Permission.SEND)
    return JsonResponse([_drawn(one, may_edit=may_edit) for one in sources.entries(look)], safe=False)


@require_safe
@staff_can(Permission.SEE)
def calendar_review(request: StaffRequest) -> HttpResponse:
    """Posts that wait for somebody other than their author."""
    names = {one.id: one.name for one in communities.community_lines(reach=request.seat.reach)}
    return page(
        request,
        "console/calendar/review.html",
        tab_items=tabs(request, "review"),
        slots=slots.to_review(request.seat.reach),
        names=names,
        me=request.actor.code,
        may_approve=orgs.can(request.seat, Permission.PLAYBOOK_PUBLISH),
    )


@require_safe
@staff_can(Permission.SEE)
def calendar_guests(request: StaffRequest) -> HttpResponse:
    """Who spoke and speaks where, on what terms, and how it went."""
    return page(
        request,
        "console/calendar/guests.html",
        tab_items=tabs(request, "guests"),
        lectures=slots.lectures(request.seat.reach),
    )


def tabs(request: StaffRequest, current: str) -> list[Tab]:
    """The calendar, its columns, what waits for approval, guests."""
    waiting = slots.count_to_review(request.seat.reach)
    return [
        Tab(gettext("Calendar"), reverse("console:calendar"), current == "calendar"),
        Tab(pgettext("calendar", "Columns"), reverse("console:calendar-columns"), current == "columns"),
        Tab(gettext("To approve"), reverse("console:calendar-review"), current == "review", waiting or None),
        Tab(gettext("Guests"), reverse("console:calendar-guests"), current == "guests"),
    ]


def _look(request: StaffRequest, first: date, last: date) -> Look:
    category = request.GET.get("category", "")
    chosen = or_404(operate.chosen_community, request.seat, request.GET.get("community"))
    return Look(
        _midnight(first),
        _midnight(last),
        request.seat.reach,
        chosen,
        operate.read_id(request.GET.get("column")),
        category if category in set(Category) else "",
    )


def _day(request: StaffRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.today


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _turned(request: StaffRequest, day: date) -> str:
    query = request.GET.copy()
    query["on"] = day.isoformat()
    return f"?{query.urlencode()}"


def _days(found: Sequence[Entry], today: date) -> list[Day]:
    by_day = groupby(found, key=lambda one: timezone.localtime(one.starts_at).date())
    return [Day(day, day == today, list(listed)) for day, listed in by_day]


def _gaps(look: Look, at: datetime, names: dict[int, str]) -> list[GapRow]:
    return [
        GapRow(
            one.community_id,
            names.get(one.community_id, ""),
            [
                (slot.title, slot.starts_at, reverse("console:calendar-slot", args=[slot.id]))
                for slot in one.empty[:5]
            ],
            [words.pace_words(pace) for pace in one.off_pace[:3]],
        )
        for one in standing.gaps(reach=look.reach, at=at, community=look.community)
    ]


def _shares(found: Sequence[standing.Share], *, by_aim: bool) -> list[ShareRow]:
    return [
        ShareRow(
            words.aim_name(one.code) if by_aim else words.category_name(one.code),
            "rose" if one.is_heavy else "grey" if by_aim else words.HUES[one.code],
            one.percent,
            f"{one.percent}%" if one.wanted is None else f"{one.percent}% / {one.wanted}%",
            one.is_heavy,
        )
        for one in found
    ]


def _drawn(one: Entry, *, may_edit: bool) -> dict[str, object]:
    marks = ["ll-cal-event", f"ll-cal-{one.hue}"]
    marks += ["ll-cal-loose"] if one.is_loose else []
    marks += ["ll-cal-trouble"] if one.troubles else []
    return {
        "title": one.title,
        "start": timezone.localtime(one.starts_at).strftime("%Y-%m-%dT%H:%M:%S"),
        "end": timezone.localtime(one.ends_at).strftime("%Y-%m-%dT%H:%M:%S"),
        "url": one.url,
        "editable": one.is_movable and may_edit,
        "classNames": marks,
        "extendedProps": {
            "version": one.version,
            "state": one.state,
            "note": " ".join(one.troubles),
            "move": reverse("console:calendar-slot-move", args=[one.slot]) if one.slot else "",
        },
    }
