"""Coming in: password, second factor, invitation; and going out."""

from datetime import timedelta

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from linli.faces.console.forms import login as forms
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries
from linli.kernel.orgs.actions import second_factor
from linli.kernel.orgs.actions import staff as staff_actions
from linli.kernel.orgs.models import Staff

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_WAY = "login-half-way"
HALF_WAY_LASTS = timedelta(minutes=5)
TOO_MANY = 429


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Email and password; those with a second factor go on to its page."""
    onward = _onward(request)
    if isinstance(request.user, Staff):
        return redirect(onward)
    form = forms.Login(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = auth.authenticate(
            request, username=form.cleaned_data["email"], password=form.cleaned_data["password"]
        )
        if isinstance(found, Staff):
            return _let_in(request, found, onward)
        form.add_error(None, _why_not(request))
    return page(request, "console/login/login.html", status=_status(request, form), form=form, onward=onward)


@never_cache
@require_http_methods(["GET", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """The second step: six digits of the authenticator, within five minutes of the password."""
    staff, onward = _half_way(request)
    if staff is None:
        messages.info(request, gettext("That took a while: please enter your password again."))
        return redirect("console:login")
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if second_factor.verify_totp(staff=staff, code=form.cleaned_data["code"], at=timezone.now()):
                auth.login(request, staff, backend=BACKEND)
                return redirect(onward)
            raise second_factor.WrongCode
        except Refusal as refusal:
            form.add_error("code", str(refusal))
    return page(request, "console/login/code.html", form=form)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    auth.logout(request)
    messages.info(request, gettext("You are logged out."))
    return redirect("console:login")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Who was invited chooses a password, and is in."""
    form = forms.NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff = staff_actions.accept_invitation(
                secret=secret, password=form.cleaned_data["password"], at=timezone.now()
            )
        except staff_actions.PasswordTooWeak as refusal:
            form.add_error("password", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            auth.login(request, staff, backend=BACKEND)
            return redirect("console:today")
    return page(request, "console/login/invitation.html", form=form)


def _let_in(request: HttpRequest, staff: Staff, onward: str) -> HttpResponse:
    if not staff.has_totp:
        auth.login(request, staff, backend=BACKEND)
        return redirect(onward)
    request.session.cycle_key()
    request.session[HALF_WAY] = {
        "staff": staff.email,
        "since": timezone.now().timestamp(),
        "password": staff.get_session_auth_hash(),
        "next": onward,
    }
    return redirect("console:login-code")


def _half_way(request: HttpRequest) -> tuple[Staff | None, str]:
    """Who gave the right password a moment ago, and where they wanted to go."""
    kept = request.session.get(HALF_WAY)
    if not kept or timezone.now().timestamp() - kept["since"] > HALF_WAY_LASTS.total_seconds():
        return None, ""
    staff = queries.find_staff(kept["staff"])
    if staff is None or not staff.is_active or staff.get_session_auth_hash() != kept["password"]:
        return None, ""
    return staff, kept["next"]


def _onward(request: HttpRequest) -> str:
    """The page somebody wanted to see, when it is one of ours; else the today page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("console:today")


def _why_not(request: HttpRequest) -> str:
    if _is_locked_out(request):
        return gettext(
            "Too many wrong passwords: try again in a quarter of an hour, or ask an owner to let you in."
        )
    return gettext("This email and password do not fit together: check both and try again.")


def _status(request: HttpRequest, form: forms.Login) -> int:
    """The form itself answers a lock-out, in place of the throttle's own page."""
    if _is_locked_out(request):
        request.axes_locked_out = False  # type: ignore[attr-defined]  # set by the throttle
        return TOO_MANY
    return 422 if form.errors else 200


def _is_locked_out(request: HttpRequest) -> bool:
    return bool(getattr(request, "axes_locked_out", False))
