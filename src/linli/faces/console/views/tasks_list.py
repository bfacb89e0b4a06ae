"""The task list: mine, what nobody has, everything, what is done; the board; giving many to somebody."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console import task_rows, task_words
from linli.faces.console.forms.operate import chosen_community, community_choices, read_id, read_ids
from linli.faces.console.forms.tasks import Filter
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.faces.ui.task_form import Completion
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.tasks.actions import assigning, closing
from linli.people.tasks.queries import eligible, inbox
from linli.people.tasks.queries.inbox import TABS, Search
from linli.people.tasks.records import StepRecord, TaskRecord

A_PAGE = 30
MENTIONED = timedelta(days=7)
KEPT = ("tab", "about", "community", "late", "q", "page")


@require_safe
@staff_can(Permission.TASK_DO)
def tasks(request: StaffRequest) -> HttpResponse:
    """A tab of the list, with the first task of it (or the one asked for) beside it."""
    search = _search(request)
    listing = Paginator(inbox.inbox(request.seat, search, at=request.now), A_PAGE).get_page(
        request.GET.get("page")
    )
    found = list(listing)
    detail, form = beside(request, _chosen(request, found))
    return page(
        request,
        "console/tasks/list.html",
        fragment="rows",
        listing=listing,
        rows=task_rows.rows_of(request, found),
        search=search,
        tab_items=_tabs(request, search),
        abouts=task_words.about_choices(),
        communities=community_choices(request.seat),
        assignees=task_rows.assignees(request, None if search.community is None else search.community),
        back=back_of(request.GET),
        mentions=_mentions(request) if search.tab == "mine" else [],
        detail=detail,
        form=form,
    )


@require_safe
@staff_can(Permission.TASK_DO)
def board(request: StaffRequest) -> HttpResponse:
    """Open tasks as cards by where they stand."""
    community = chosen_community(request.seat, request.GET.get("community"))
    columns = inbox.board(request.seat, at=request.now, community=community)
    titles = {
        "late": (pgettext("tasks", "Late"), "rose"),
        "open": (pgettext("tasks", "Open"), "amber"),
        "claimed": (pgettext("tasks", "Taken"), "violet"),
        "done": (pgettext("tasks", "Done in 7 days"), "green"),
    }
    rows = {one.id: one for one in task_rows.rows_of(request, [task for c in columns.values() for task in c])}
    shown = [(*titles[name], [rows[task.id] for task in found]) for name, found in columns.items()]
    return page(
        request,
        "console/tasks/board.html",
        columns=shown,
        community=community,
        communities=community_choices(request.seat),
        tab_items=_tabs(request, replace(Search(), tab="board", community=community)),
    )


@require_POST
@staff_can(Permission.TASK_DO)
def give(request: StaffRequest) -> HttpResponse:
    """Give the ticked tasks to one person, or back to their roles."""
    ids = [one.id for one in _reached(request, read_ids(request.POST.getlist("ids")))]
    to = eligible.person_of_code(request.POST.get("to", ""))
    back = f"{reverse('console:tasks')}?{back_of(QueryDict(request.POST.get('back', '')))}"
    if not ids:
        messages.info(request, gettext("Choose the rows first."))
        return go(request, back)
    try:
        count = assigning.assign_tasks(
            tasks=ids,
            staff_id=to.id if to and to.kind == "staff" else None,
            member_id=to.id if to and to.kind == "member" else None,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("{n} task changed hands.", "{n} tasks changed hands.", count)
        messages.success(request, said.format(n=count))
    return go(request, back)


def beside(
    request: StaffRequest, task: TaskRecord | None, form: Completion | None = None
) -> tuple[task_rows.Detail | None, Completion | None]:
    """One task with everything about it, and its form."""
    if task is None:
        return None, None
    form = form or Completion(None, questions=closing.questions(task), proof=task.proof)
    return task_rows.detail_of(request, task), form


def back_of(given: QueryDict) -> str:
    """What of an address of the list leads back to it, encoded."""
    return urlencode([(name, given[name][:60]) for name in KEPT if given.get(name)])


def _search(request: StaffRequest) -> Search:
    form = Filter(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", "")
    return Search(
        tab=tab if tab in TABS else "mine",
        about=form.cleaned_data.get("about", ""),
        community=chosen_community(request.seat, request.GET.get("community")),
        late=form.cleaned_data.get("late", False),
        text=form.cleaned_data.get("q", ""),
    )


def _chosen(request: StaffRequest, found: list[TaskRecord]) -> TaskRecord | None:
    wanted = read_id(request.GET.get("task"))
    return next((one for one in found if one.id == wanted), found[0] if found else None)


def _mentions(request: StaffRequest) -> list[StepRecord]:
    """Comments of the last days that address the reader, under tasks that are open still."""
    return inbox.mentioning(request.seat, since=request.now - MENTIONED, limit=3)


def _reached(request: StaffRequest, ids: list[int]) -> list[TaskRecord]:
    everything = inbox.inbox(request.seat, Search(tab="all"), at=request.now)
    return list(everything.filter(id__in=ids))


def _tabs(request: StaffRequest, search: Search) -> list[Tab]:
    counted = inbox.counts(request.seat, at=request.now)
    place = f"&community={search.community}" if search.community is not None else ""
    url = reverse("console:tasks")
    return [
        Tab(pgettext("tasks", "Mine"), f"{url}?tab=mine{place}", search.tab == "mine", counted.mine),
        Tab(
            pgettext("tasks", "Nobody's"),
            f"{url}?tab=unassigned{place}",
            search.tab == "unassigned",
            counted.unassigned,
        ),
        Tab(pgettext("tasks", "All"), f"{url}?tab=all{place}", search.tab == "all", counted.all),
        Tab(pgettext("tasks", "Done"), f"{url}?tab=done{place}", search.tab == "done"),
        Tab(
            pgettext("tasks", "Board"),
            f"{reverse('console:tasks-board')}{place.replace('&', '?')}",
            search.tab == "board",
        ),
    ]
