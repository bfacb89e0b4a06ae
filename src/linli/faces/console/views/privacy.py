"""Privacy: purposes and their words, requests, how long data is kept, who looked, and the notice."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import actors
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import privacy as forms
from linli.faces.portal import standing
from linli.faces.ui import exporting
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.notice import notice as notice_of_data
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.faces.ui.words import why_words
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.consent.actions import noticing, recording, retention, wording
from linli.people.consent.actions import requests as asking
from linli.people.consent.queries import choices, notices, purposes, requests, watching
from linli.people.consent.queries import retention as kept
from linli.people.consent.rules import Where, Why
from linli.people.members.queries import names, people

A_PAGE = 50


@require_safe
@staff_can(Permission.SEE)
def privacy(request: StaffRequest) -> HttpResponse:
    """Every purpose with its words, and how many said yes and no."""
    counts = choices.counts()
    listed = [(one, *counts.get(one.code, (0, 0))) for one in purposes.purposes(offered_only=False)]
    return page(request, "console/privacy/purposes.html", tab_items=_tabs("privacy"), purposes=listed)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SETTINGS_EDIT)
def purpose(request: StaffRequest, code: str) -> HttpResponse:
    """The words of one purpose, and every version before; "new" begins another."""
    known = None if code == "new" else or_404(purposes.get_purpose, code)
    form = forms.Wording(request.POST or None, initial=_initial(known))
    if known is not None:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            made = wording.publish_wording(
                purpose=form.cleaned_data["code"],
                words=form.words(),
                is_required=form.cleaned_data["is_required"],
                is_offered=form.cleaned_data["is_offered"],
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                gettext("Version {n} is in force; who agreed before keeps their words.").format(
                    n=made.version
                ),
            )
            return go(request, "console:privacy")
    return page(
        request,
        "console/privacy/purpose.html",
        tab_items=_tabs("privacy"),
        form=form,
        known=known,
        versions=purposes.versions(code) if known else [],
    )


@require_safe
@staff_can(Permission.AUDIT_SEE)
def privacy_requests(request: StaffRequest) -> HttpResponse:
    """Copies and erasures that were asked for, and what became of them."""
    found = requests.recent(limit=100)
    people_of = names.names_of([one.member for one in found])
    rows = [(one, people_of.get(one.member, "")) for one in found]
    return page(request, "console/privacy/requests.html", tab_items=_tabs("privacy-requests"), rows=rows)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SETTINGS_EDIT)
def privacy_retention(request: StaffRequest) -> HttpResponse:
    """For how many days each kind is kept, and what would go tonight."""
    if request.method == "POST":
        _keep(request)
        return go(request, "console:privacy-retention")
    trial = _trial(request)
    return page(
        request,
        "console/privacy/retention.html",
        tab_items=_tabs("privacy-retention"),
        rules=kept.rules(at=request.now),
        history=kept.history(),
        trial=trial,
    )


@require_safe
@staff_can(Permission.AUDIT_SEE)
def privacy_access(request: StaffRequest) -> HttpResponse:
    """Who looked at whose data, newest first."""
    found = watching.recent_looks(
        why=request.GET.get("why", ""),
        before=standing.moment(request.GET.get("before", "")),
        limit=A_PAGE + 1,
    )
    shown = found[:A_PAGE]
    by = actors.named(request, {one.actor for one in shown})
    whose = names.names_of([one.member for one in shown])
    return page(
        request,
        "console/privacy/access.html",
        tab_items=_tabs("privacy-access"),
        rows=[(one, by[one.actor], whose.get(one.member, ""), why_words(one.why)) for one in shown],
        older=shown[-1].at.isoformat() if len(found) > A_PAGE else "",
        reasons=[(one.value, why_words(one.value)) for one in Why],
        why=request.GET.get("why", ""),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SETTINGS_EDIT)
def privacy_notice(request: StaffRequest) -> HttpResponse:
    """The notice as members read it, and what the organisation adds to it."""
    now = notices.current()
    initial = {
        name: getattr(now, name) for name in ("contact", "words_zh", "words_en", "grace_days", "asks_first")
    }
    form = forms.Notice(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            noticing.publish_notice(**form.cleaned_data, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The notice is published."))
            return go(request, "console:privacy-notice")
    return page(
        request,
        "console/privacy/notice.html",
        tab_items=_tabs("privacy-notice"),
        form=form,
        notice=notice_of_data(),
        now=now,
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def member_consent(request: StaffRequest, member_id: int) -> HttpResponse:
    """A member told the team yes or no, by phone or on paper."""
    found = or_404(people.access_member, request.seat, member_id)
    form = forms.Answer(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose a purpose, the answer, and where it was given."))
        return go(request, "console:member", found.id)
    given = form.cleaned_data
    act = recording.give if given["answer"] == "yes" else recording.withdraw
    try:
        act(
            member=found.id,
            purposes=[given["purpose"]],
            where=Where(given["where"]),
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("Written down."))
    return go(request, "console:member", found.id)


@require_POST
@staff_can(Permission.MEMBER_EXPORT)
def member_archive(request: StaffRequest, member_id: int) -> HttpResponse:
    """The archive of a member who asked the team for their copy."""
    whole_organisation(request)
    found = or_404(people.access_member, request.seat, member_id)
    return exporting.hand_out(member=found.id, where=Where.PHONE, by=request.actor, at=request.now)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def member_stays(request: StaffRequest, member_id: int) -> HttpResponse:
    """The member told the team that they stay: a waiting erasure is withdrawn."""
    whole_organisation(request)
    found = or_404(people.access_member, request.seat, member_id)
    try:
        asking.withdraw_erasure(member=found.id, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The erasure is withdrawn."))
    return go(request, "console:privacy-requests")


def _keep(request: StaffRequest) -> None:
    form = forms.Days(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Enter a number of days, or nothing to keep it without limit."))
        return
    kind, days = form.cleaned_data["kind"], form.cleaned_data["days"]
    try:
        retention.set_days(kind=kind, days=days, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return
    rows = kept.would_go(kind, days, at=request.now) if days else 0
    said = ngettext("Saved. {n} row would go tonight.", "Saved. {n} rows would go tonight.", rows)
    messages.success(request, said.format(n=rows))


def _trial(request: StaffRequest) -> dict[str, int]:
    """What would go if a kind were kept for so many days: `?kind=words&days=365` only counts."""
    form = forms.Days(request.GET)
    if not form.is_valid() or not 1 <= (form.cleaned_data["days"] or 0) <= 3_650:
        return {}
    kind, days = form.cleaned_data["kind"], form.cleaned_data["days"]
    return {kind: kept.would_go(kind, days, at=request.now), "days": days}


def _initial(known: purposes.Purpose | None) -> dict[str, object]:
    if known is None:
        return {"is_offered": True}
    return {
        "code": known.code,
        "title_zh": known.words.title_zh,
        "title_en": known.words.title_en,
        "text_zh": known.words.text_zh,
        "text_en": known.words.text_en,
        "is_required": known.is_required,
        "is_offered": known.is_offered,
    }


def _tabs(current: str) -> list[Tab]:
    entries = [
        ("privacy", gettext("Purposes and wording"), None),
        ("privacy-requests", gettext("Requests"), requests.count_waiting() or None),
        ("privacy-retention", gettext("How long data is kept"), None),
        ("privacy-access", gettext("Who looked"), None),
        ("privacy-notice", gettext("Notice"), None),
    ]
    return [Tab(label, reverse(f"console:{name}"), name == current, count) for name, label, count in entries]
