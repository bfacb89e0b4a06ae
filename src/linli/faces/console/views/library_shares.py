"""What members gave: the queue, asking and thanking them, publishing it, messages nobody answered."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.content.library.actions import publishing, sharing
from linli.content.library.queries import files, policies
from linli.content.library.queries import sharing as queries
from linli.content.library.queries.sharing import ShareLine
from linli.content.library.records import SubmissionRow
from linli.content.library.rules import addresses
from linli.content.library.shapes import Gift
from linli.faces.console import library_frame
from linli.faces.console import library_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms.library_rules import TakeForm
from linli.faces.console.library_frame import Along
from linli.faces.console.views.library_templates import may_edit
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities

A_PAGE = 20


@dataclass(frozen=True)
class ShareCard:
    """Something given, in words. `mark`: where it stands."""

    row: SubmissionRow
    name: str
    kind: str
    community: str
    mark: str
    hue: str


@require_safe
@staff_can(Permission.SEE)
def shares(request: StaffRequest) -> HttpResponse:
    """One of the queues, with those nobody thanked yet and messages nobody answered."""
    counts = queries.queue_counts(request.seat.reach)
    which = request.GET.get("queue", "")
    if which not in queries.QUEUES:
        which = next((name for name in ("ready", "new", "asked") if counts[name]), "ready")
    rows = queries.queue(which, reach=request.seat.reach)
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    reach, now = request.seat.reach, request.now
    return page(
        request,
        "console/library/shares.html",
        tab_items=library_frame.tabs("shares"),
        queues=_queues(which, counts),
        which=which,
        found=found,
        cards=_cards(queries.with_names(list(found))),
        unthanked=queries.unthanked(reach=reach, at=now),
        unanswered=queries.unanswered(reach=reach, at=now),
        hours=policies.get_policy().answer_hours,
        kinds=words.choices(words.share_names()),
        may_edit=may_edit(request),
        form_address=request.build_absolute_uri(reverse("portal:share-new")),
    )


@require_safe
@staff_can(Permission.SEE)
def share(request: StaffRequest, share_id: int) -> HttpResponse:
    """One contribution, and what can be done with it."""
    found = or_404(queries.access_share, request.seat, share_id)
    return _show(request, found, _take_form(request, found, is_sent=False))


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def share_act(request: StaffRequest, share_id: int) -> HttpResponse:
    """Ask, thank, publish, or decline."""
    found = or_404(queries.access_share, request.seat, share_id)
    wanted = request.POST.get("act", "")
    if wanted == "take":
        form = _take_form(request, found, is_sent=True)
        item = _take(request, found, form) if form.is_valid() else None
        if item is None:
            return _show(request, found, form, status=422)
        return go(request, "console:library-item", item)
    try:
        _do(request, found, wanted)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:library-share", share_id)


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def keep(request: StaffRequest) -> HttpResponse:
    """Take in a message nobody answered, so that its writer can be asked and thanked."""
    key = request.POST.get("key", "")
    lines = queries.unanswered(reach=request.seat.reach, at=request.now, most=200)
    said = next((one for one in lines if one.key == key), None)
    if said is None:
        raise Http404
    gift = Gift(
        key=f"message:{said.key}",
        member_id=said.member_id,
        community_id=said.community_id,
        group_id=said.group_id,
        kind=request.POST.get("kind", "experience"),
        text=said.text,
        message=said.key,
        given_at=said.at,
    )
    try:
        kept = sharing.give(gift=gift, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:library-shares")
    messages.success(request, gettext("Kept: ask its writer, and thank them."))
    return go(request, "console:library-share", kept.id)


def _do(request: StaffRequest, found: SubmissionRow, wanted: str) -> None:
    by, at = request.actor, request.now
    if wanted == "ask":
        sharing.ask_permission(submission=found, by=by, at=at)
        messages.success(request, gettext("The question stands on the member's phone page now."))
    elif wanted == "thank":
        sharing.thank(submission=found, by=by, at=at)
        messages.success(request, gettext("Noted that they were thanked."))
    elif wanted == "decline":
        sharing.decline(submission=found, reason=request.POST.get("reason", ""), by=by, at=at)
        messages.success(request, gettext("It is not published."))


def _take(request: StaffRequest, found: SubmissionRow, form: TakeForm) -> int | None:
    try:
        item = publishing.take(
            submission=found,
            title=form.cleaned_data["title"],
            category=form.cleaned_data["category"],
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, gettext("A draft was made with their name: send it to a review."))
    return int(item.id)


def _take_form(request: StaffRequest, found: SubmissionRow, *, is_sent: bool) -> TakeForm:
    looks = words.category_looks(policies.get_policy().categories)
    first = (found.text.splitlines() or [""])[0][:40]
    return TakeForm(
        request.POST if is_sent else None,
        categories=[(code, name) for code, (name, _hue) in looks.items()],
        initial={"title": first},
    )


def _show(request: StaffRequest, found: SubmissionRow, form: TakeForm, *, status: int = 200) -> HttpResponse:
    (card,) = _cards(queries.with_names([found]))
    known = files.names_of(found.files)
    return page(
        request,
        "console/library/share.html",
        status=status,
        card=card,
        form=form,
        along=[
            Along(name, addresses.path_of(token), content_type.startswith("image/"))
            for token, (name, content_type, _size) in known.items()
        ],
        credit=_credit(found, card.name),
        points=policies.get_policy().share_points,
        may_edit=may_edit(request),
    )


def _credit(found: SubmissionRow, name: str) -> str:
    if found.credit_by == "nobody":
        return gettext("without a name")
    return found.credit_other or name if found.credit_by == "other" else name


def _queues(which: str, counts: dict[str, int]) -> list[Tab]:
    names = {
        "ready": pgettext("share", "Permitted"),
        "new": pgettext("share", "Not asked"),
        "asked": pgettext("share", "Asked"),
        "taken": pgettext("share", "Published"),
        "closed": pgettext("share", "Closed"),
    }
    url = reverse("console:library-shares")
    return [Tab(name, f"{url}?queue={code}", code == which, counts[code]) for code, name in names.items()]


def _cards(lines: list[ShareLine]) -> list[ShareCard]:
    kinds = words.share_names()
    names = {one.id: one.name for one in communities.community_lines()}
    return [
        ShareCard(
            one.row, one.name, kinds[one.row.kind], names.get(one.row.community_id, ""), *_mark(one.row)
        )
        for one in lines
    ]


def _mark(row: SubmissionRow) -> tuple[str, str]:
    if row.permission == "withdrawn":
        return pgettext("share", "Taken back"), "rose"
    if row.verdict == "taken":
        return pgettext("share", "Published"), "green"
    if row.verdict == "declined":
        return pgettext("share", "Declined"), "grey"
    marks = {
        "unasked": (pgettext("share", "Not asked"), "grey"),
        "asked": (pgettext("share", "Waits for an answer"), "sky"),
        "yes": (pgettext("share", "May be published"), "green"),
        "no": (pgettext("share", "May not be published"), "grey"),
    }
    return marks[row.permission]
