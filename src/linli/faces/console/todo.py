"""What somebody must do now, gathered from the rooms: only what there is, each with the page to do it on."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from linli.connect.gateway.outbox import queries as outbox
from linli.faces.ui.components.when import relative
from linli.faces.ui.navigation import url_or_none
from linli.faces.ui.request import StaffRequest
from linli.kernel.events import queries as events
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.care.queries import due
from linli.people.communities import queries as communities
from linli.people.tasks.queries import inbox
from linli.run.moderation.queries import cases


@dataclass(frozen=True)
class Todo:
    """A sentence with its count, a note with the worst case, and where it is done."""

    title: str
    note: str
    icon: str
    hue: str
    url: str


def todos(request: StaffRequest) -> list[Todo]:
    """The strip of the today page, the most pressing first; at most seven queries."""
    found = [_unknown(request), _tasks(request), _care(request), _alerts(request)]
    if orgs.can(request.seat, Permission.EVENTS_REPAIR):
        found.append(_parked())
    if orgs.can(request.seat, Permission.CHANNEL_EDIT):
        found.append(_unbound())
    return [one for one in found if one is not None]


def _unknown(request: StaffRequest) -> Todo | None:
    found = outbox.unknown_effects()
    if request.seat.reach is not None:
        found = found.filter(community_id__in=request.seat.reach)
    count = found.count()
    if not count:
        return None
    title = ngettext("{n} send may or may not have arrived", "{n} sends may or may not have arrived", count)
    return Todo(
        title.format(n=count),
        gettext("Look in the group, then say what happened"),
        "circle-question-mark",
        "rose",
        _url("console:outbox", "?state=unknown"),
    )


def _tasks(request: StaffRequest) -> Todo | None:
    waiting = inbox.counts(request.seat, at=request.now)
    count = waiting.mine + waiting.unassigned
    if not count or waiting.first_due is None or not orgs.can(request.seat, Permission.TASK_DO):
        return None
    title = ngettext("{n} task waits for you", "{n} tasks wait for you", count).format(n=count)
    if waiting.late:
        note = ngettext("{n} is overdue", "{n} are overdue", waiting.late).format(n=waiting.late)
    else:
        due = relative(waiting.first_due, request.now)
        first = inbox.first_title(request.seat, at=request.now)
        note = gettext("First due {when}: {title}").format(when=due, title=first)
    more = "" if waiting.mine else "?tab=unassigned"
    return Todo(title, note, "list-checks", "rose" if waiting.late else "amber", _url("console:tasks", more))


def _care(request: StaffRequest) -> Todo | None:
    count = due.count_waiting(seat=request.seat.id, today=request.today)
    if not count:
        return None
    title = ngettext("{n} person to care for today", "{n} people to care for today", count).format(n=count)
    note = gettext("A planned contact, or a note to come back to")
    return Todo(title, note, "heart-handshake", "violet", _url("console:care"))


def _alerts(request: StaffRequest) -> Todo | None:
    count = cases.cases(communities=request.seat.reach, only_open=True, only_alerts=True).count()
    if not count:
        return None
    title = ngettext("{n} moderation alert", "{n} moderation alerts", count).format(n=count)
    note = gettext("A rule acted so often that it only observes now")
    return Todo(title, note, "shield", "rose", _url("console:moderation"))


def _parked() -> Todo | None:
    count = events.count_parked()
    if not count:
        return None
    title = ngettext("{n} event is parked", "{n} events are parked", count).format(n=count)
    note = gettext("Something failed on them; nothing is lost")
    return Todo(title, note, "circle-parking", "amber", _url("console:parked"))


def _unbound() -> Todo | None:
    found = communities.unbound_addresses()
    if not found:
        return None
    title = ngettext(
        "{n} group was seen and belongs nowhere", "{n} groups were seen and belong nowhere", len(found)
    )
    return Todo(
        title.format(n=len(found)),
        gettext("Bind it to a community: “{name}”").format(name=found[0]),
        "plug",
        "sky",
        _url("console:groups", "#unbound"),
    )


def _url(view: str, more: str = "") -> str:
    url = url_or_none(view)
    return url + more if url else ""
