"""The experts' programme: the board, one expert, what is wanted (inventory T39, M82)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console.doors import or_404
from linli.faces.console.forms import kol as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views import roles_words as words
from linli.faces.console.views.roles_frame import (
    Frame,
    address,
    back,
    frame,
    listed_members,
    must,
    named_member,
)
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.progress import FunnelStep
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.consent import masking
from linli.people.roles.actions import experts as actions
from linli.people.roles.queries import experts
from linli.people.roles.records import CommunityRow, ExpertRow
from linli.people.roles.rules import experts as rules
from linli.people.roles.rules.experts import Stage

TYPED = ("name", "niche", "source", "contact", "commitment", "commitment_note", *rules.SCORES)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def board(request: StaffRequest) -> HttpResponse:
    """The experts by column; moving them, putting one on the list, setting the target."""
    shown = frame(request, "role-kol")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    act = request.POST.get("act", "")
    known = experts.progress_of(shown.community.id)
    new = forms.New(request.POST if act == "new" else None, sources=words.sources())
    programme = forms.Programme(request.POST if act == "programme" else None, initial=_known(known))
    if request.method == "POST" and _posted(request, shown.community, act, new, programme):
        return back(request, "console:role-kol", shown.community)
    columns = [
        (one, words.stage(one.stage), [(card, _ways(card.stage)) for card in one.cards])
        for one in experts.board(shown.community.id)
    ]
    return page(
        request,
        "console/roles/kol.html",
        shown=shown,
        columns=columns,
        count=sum(column.count for column, _words, _cards in columns),
        progress=known,
        funnel=[FunnelStep(words.stage(one), n) for one, n in experts.funnel_of(shown.community.id)],
        new=new,
        programme=programme,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def expert(request: StaffRequest, expert_id: int) -> HttpResponse:
    """One expert: card, scores, notes, tasks and feedback, the member they are."""
    one = or_404(experts.access_expert, request.seat, expert_id)
    shown = frame(request, "role-kol", community=one.community_id)
    act = request.POST.get("act", "")
    may_see = orgs.can(request.seat, Permission.PERSONAL_SEE, one.community_id)
    card = forms.Card(
        request.POST if act == "card" else None,
        initial={name: getattr(one, name) for name in TYPED},
        sources=words.sources(),
        commitments=words.commitments(),
        scores=words.scores(),
    )
    entry = forms.Entry(request.POST if act == "entry" else None, kinds=words.entry_kinds())
    link = forms.Linked(request.POST if act == "link" else None)
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, one.community_id)
        if act == "forget":
            actions.forget(expert=one, by=request.actor, at=request.now)
            messages.success(request, gettext("Everything kept about them is gone."))
            return back(request, "console:role-kol", shown.community)
        if _changed(request, shown, one, card, entry, link):
            return go(request, request.get_full_path())
    kinds = dict(words.entry_kinds())
    before, after = rules.preceding(Stage(one.stage)), rules.following(Stage(one.stage))
    return page(
        request,
        "console/roles/expert.html",
        shown=shown,
        expert=one,
        shown_card=experts.card_of(one),
        contact=one.contact if may_see else masking.mask(one.contact, "account"),
        stage=words.stage(one.stage),
        before=(before, words.stage(before)) if before else None,
        after=(after, words.stage(after)) if after else None,
        card=card if may_see else None,
        entry=entry,
        link=link,
        member=experts.member_name(one),
        entries=[(each, kinds.get(each.kind, each.kind)) for each in experts.entries_of(one.id)],
        moves=[(at, words.stage(to)) for at, _before, to in experts.moves_of(one.id)],
        members=listed_members(request, shown.community) if shown.community and shown.may_edit else [],
        crumbs=[(gettext("Experts"), address("console:role-kol", shown.community))],
    )


def _ways(stage: Stage) -> list[tuple[Stage, str, str]]:
    """Where the buttons of a card lead: (column, its words, icon)."""
    found = [(rules.preceding(stage), "arrow-left"), (rules.following(stage), "arrow-right")]
    return [(one, words.stage(one), icon) for one, icon in found if one is not None]


def _known(progress: experts.Progress) -> dict[str, object]:
    return {name: getattr(progress, name) for name in ("target", "product", "version", "reward")}


def _posted(
    request: StaffRequest, community: CommunityRow, act: str, new: forms.New, programme: forms.Programme
) -> bool:
    try:
        if act == "programme":
            must(request, Permission.COMMUNITY_EDIT, community.id)
            if not programme.is_valid():
                return False
            given = programme.cleaned_data
            actions.set_programme(community=community, by=request.actor, at=request.now, **given)
            return True
        must(request, Permission.MEMBER_EDIT, community.id)
        if act == "new":
            if not new.is_valid():
                return False
            actions.register(community=community, by=request.actor, at=request.now, **new.cleaned_data)
            return True
        return _move(request, act)
    except Refusal as refusal:
        if act in {"new", "programme"}:
            (new if act == "new" else programme).add_error(None, str(refusal))
            return False
        messages.error(request, str(refusal))
        return True


def _move(request: StaffRequest, act: str) -> bool:
    one = or_404(experts.access_expert, request.seat, read_id(request.POST.get("id")) or 0)
    must(request, Permission.MEMBER_EDIT, one.community_id)
    if act not in set(Stage):
        raise PermissionDenied
    actions.move(expert=one, to=Stage(act), by=request.actor, at=request.now)
    return True


def _changed(
    request: StaffRequest,
    shown: Frame,
    one: ExpertRow,
    card: forms.Card,
    entry: forms.Entry,
    link: forms.Linked,
) -> bool:
    act = request.POST.get("act", "")
    try:
        if act == "card":
            must(request, Permission.PERSONAL_SEE, one.community_id)
            if not card.is_valid():
                return False
            actions.change(expert=one, by=request.actor, at=request.now, **card.cleaned_data)
        elif act == "entry":
            if not entry.is_valid():
                return False
            actions.write_entry(expert=one, by=request.actor, at=request.now, **entry.cleaned_data)
        elif act == "link":
            return link.is_valid() and _link(request, shown, one, link)
        elif act in {"tick", "untick"}:
            number = read_id(request.POST.get("id")) or 0
            actions.set_task_done(
                expert=one, entry_id=number, is_done=act == "tick", by=request.actor, at=request.now
            )
        elif act in set(Stage):
            actions.move(expert=one, to=Stage(act), by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return True


def _link(request: StaffRequest, shown: Frame, one: ExpertRow, form: forms.Linked) -> bool:
    if shown.community is None:
        return False
    member = named_member(request, form.cleaned_data["member"], community=shown.community)
    if member is not None:
        actions.link(expert=one, member=member, by=request.actor, at=request.now)
    return True
