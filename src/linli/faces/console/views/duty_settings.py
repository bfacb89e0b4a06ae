"""The settings of a rota and its checklist."""

from dataclasses import fields
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.faces.console import duty_words as words
from linli.faces.console.forms import duty as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views.duty_frame import Frame, back, frame
from linli.faces.console.views.roles_frame import must
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.duty.actions import setting
from linli.people.duty.actions.setting import Settings
from linli.people.duty.queries import rotas
from linli.people.duty.records import CommunityRow
from linli.people.duty.rules.checklist import MOST_ITEMS, Every, Item, RewardKind
from linli.people.duty.rules.turns import Pattern

NEW_LINES = 2


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def settings(request: StaffRequest) -> HttpResponse:
    """The page; a POST sets the rota up or changes it."""
    shown = frame(request, "duty-settings")
    if shown.community is None:
        return page(request, "console/duty/nowhere.html", shown=shown)
    form = _form(request, shown)
    if request.method == "POST":
        must(request, Permission.COMMUNITY_EDIT, shown.community.id)
        if form.is_valid() and _set(request, shown.community, form):
            return back(request, "duty" if shown.rota is None else "duty-settings", shown.community)
    return _page(request, shown, form, rotas.items_of(shown.community.id))


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def checklist(request: StaffRequest) -> HttpResponse:
    """Keep the checklist as typed, or go back to the ready-made one."""
    shown = frame(request, "duty-settings")
    if shown.community is None:
        return back(request, "duty", None)
    must(request, Permission.COMMUNITY_EDIT, shown.community.id)
    items = _typed(request)
    try:
        if request.POST.get("act") == "restore":
            setting.restore_checklist(community=shown.community, by=request.actor, at=request.now)
        else:
            setting.set_checklist(community=shown.community, items=items, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        form = forms.Rota(
            initial=_initial(request, shown), patterns=words.patterns(), rewards=words.rewards()
        )
        return _page(request, shown, form, items, status=422)
    messages.success(request, gettext("Saved."))
    return back(request, "duty-settings", shown.community)


def _page(
    request: StaffRequest, shown: Frame, form: forms.Rota, items: list[Item], status: int = 200
) -> HttpResponse:
    blank = [Item(0, "", "", "", Every.DAILY, 10)] * min(NEW_LINES, max(MOST_ITEMS - len(items), 0))
    return page(
        request,
        "console/duty/settings.html",
        status=422 if form.errors else status,
        shown=shown,
        form=form,
        items=list(enumerate([*items, *blank])),
        every=words.every(),
    )


def _form(request: StaffRequest, shown: Frame) -> forms.Rota:
    return forms.Rota(
        request.POST if request.method == "POST" else None,
        initial=_initial(request, shown),
        patterns=words.patterns(),
        rewards=words.rewards(),
    )


def _initial(request: StaffRequest, shown: Frame) -> dict[str, object]:
    """What stands in the form: the rota as it is, or a good beginning."""
    source = shown.rota or Settings(first_on=setting.first_day(request.today))
    known = {one.name: getattr(source, one.name) for one in fields(Settings)}
    known["reward_worth"] = Decimal(known.pop("reward_cents")) / 100
    return known


def _set(request: StaffRequest, community: CommunityRow, form: forms.Rota) -> bool:
    given = dict(form.cleaned_data)
    given["reward_cents"] = forms.cents(given.pop("reward_worth"))
    given["pattern"] = Pattern(given["pattern"])
    given["reward_kind"] = RewardKind(given["reward_kind"])
    try:
        setting.set_up(community=community, settings=Settings(**given), by=request.actor, at=request.now)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _typed(request: StaffRequest) -> list[Item]:
    """The lines of the checklist that have words and are not ticked to go."""
    found = []
    for number in range(MOST_ITEMS):
        title = request.POST.get(f"title_{number}", "").strip()
        if not title or request.POST.get(f"gone_{number}"):
            continue
        every = request.POST.get(f"every_{number}", "")
        found.append(
            Item(
                id=read_id(request.POST.get(f"id_{number}")) or 0,
                code="",
                title=title,
                body=request.POST.get(f"body_{number}", "").replace("\r\n", "\n").strip(),
                every=Every(every) if every in set(Every) else Every.DAILY,
                minutes=min(read_id(request.POST.get(f"minutes_{number}")) or 0, 600),
            )
        )
    return found
