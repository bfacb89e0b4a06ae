"""One's own name, language, password and second factor; and which organisation to work in."""

import segno
from django.conf import settings
from django.contrib import auth, messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from linli.faces.console.forms import account as forms
from linli.faces.console.forms.login import Code
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.middleware import choose_org
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import enrolments, queries
from linli.kernel.orgs.actions import accounts
from linli.kernel.orgs.actions import second_factor as factors
from linli.kernel.orgs.actions import staff as staff_actions
from linli.kernel.orgs.actions.second_factor import Enrolment
from linli.kernel.orgs.rules import Permission


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def account(request: StaffRequest) -> HttpResponse:
    """Name and language."""
    known = {"name": request.staff.name, "language": request.staff.language}
    form = forms.Profile(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            _save_profile(request, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return _saved(request, form.cleaned_data["language"])
    return _page(request, "profile", form=form)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def password(request: StaffRequest) -> HttpResponse:
    """Another password; other devices are logged out by it."""
    form = forms.ChangePassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            staff_actions.change_password(
                staff=request.staff,
                present=given["present"],
                password=given["password"],
                by=request.actor,
                at=request.now,
            )
        except staff_actions.WrongPassword as refusal:
            form.add_error("present", str(refusal))
        except Refusal as refusal:
            form.add_error("password", str(refusal))
        else:
            auth.update_session_auth_hash(request, request.staff)
            messages.success(request, gettext("Your password is changed; other devices are logged out."))
            return go(request, "console:account-password")
    return _page(request, "password", form=form)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Begin, confirm or turn off the second factor, by the button pressed."""
    form = Code(request.POST if "code" in request.POST else None)
    try:
        if request.method == "POST" and _act_on_factor(request, form):
            return go(request, "console:account-second-factor")
    except Refusal as refusal:
        form.add_error("code", str(refusal)) if form.is_bound else messages.error(request, str(refusal))
    enrolment = enrolments.find_enrolment(request.staff)
    return _page(request, "factor", form=form, enrolment=enrolment, picture=_picture(enrolment))


@require_POST
@staff_can(Permission.SEE)
def switch_org(request: StaffRequest) -> HttpResponse:
    """Work in another organisation from now on."""
    try:
        seat = choose_org(request, int(request.POST.get("org", "")))
    except (ValueError, queries.NoSuchSeat):
        raise Http404 from None
    messages.info(request, gettext("You now work in %(name)s.") % {"name": seat.org.name})
    return go(request, "console:today")


def _save_profile(request: StaffRequest, *, name: str, language: str) -> None:
    accounts.rename_staff(staff=request.staff, name=name, by=request.actor, at=request.now)
    if language != request.staff.language:
        staff_actions.change_language(
            staff=request.staff, language=language, by=request.actor, at=request.now
        )


def _saved(request: StaffRequest, language: str) -> HttpResponse:
    with translation.override(language):
        messages.success(request, gettext("Saved."))
    answer = go(request, "console:account")
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return answer


def _act_on_factor(request: StaffRequest, form: Code) -> bool:
    """True when something was done and the page is to be shown anew."""
    act = request.POST.get("act")
    if act == "begin":
        factors.enable_totp(staff=request.staff, by=request.actor, at=request.now)
        return True
    if act not in {"confirm", "disable"} or not form.is_valid():
        return False
    code = form.cleaned_data["code"]
    if act == "confirm":
        factors.confirm_totp(staff=request.staff, code=code, by=request.actor, at=request.now)
        messages.success(request, gettext("The second factor is on: the next login asks for a code."))
    else:
        factors.disable_totp(staff=request.staff, code=code, by=request.actor, at=request.now)
        messages.success(request, gettext("The second factor is off."))
    return True


def _picture(enrolment: Enrolment | None) -> str:
    return segno.make(enrolment.uri, error="m").svg_data_uri(scale=5, border=2) if enrolment else ""


def _page(
    request: StaffRequest,
    current: str,
    *,
    form: BaseForm,
    enrolment: Enrolment | None = None,
    picture: str = "",
) -> HttpResponse:
    shown = (
        ("profile", gettext("Name and language"), "console:account"),
        ("password", gettext("Password"), "console:account-password"),
        ("factor", gettext("Second factor"), "console:account-second-factor"),
    )
    tabs = [Tab(label, reverse(view), key == current) for key, label, view in shown]
    return page(
        request,
        f"console/account/{current}.html",
        tab_items=tabs,
        form=form,
        enrolment=enrolment,
        picture=picture,
    )
