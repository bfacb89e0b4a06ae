"""API tokens: the list, making one (shown once), revoking."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import powers
from linli.faces.console.doors import or_404
from linli.faces.console.forms import tokens as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries
from linli.kernel.orgs.actions import tokens as actions
from linli.kernel.orgs.rules import Permission


@require_safe
@staff_can(Permission.TOKEN_EDIT)
def tokens(request: StaffRequest) -> HttpResponse:
    """Every key, revoked ones too."""
    rows = [
        (one, [powers.words(scope) for scope in one.scopes], queries.is_usable(one, at=request.now))
        for one in queries.tokens()
    ]
    return page(request, "console/tokens/list.html", rows=rows)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_can(Permission.TOKEN_EDIT)
def token_new(request: StaffRequest) -> HttpResponse:
    """Make a key; its text is on this answer and never again."""
    form = forms.Token(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        day = given["expires_on"]
        try:
            issued = actions.create_token(
                name=given["name"],
                scopes=given["scopes"],
                expires_at=timezone.make_aware(datetime.combine(day, time.max)) if day else None,
                by=request.actor,
                at=request.now,
            )
        except actions.ExpiresInThePast as refusal:
            form.add_error("expires_on", str(refusal))
        except Refusal as refusal:
            form.add_error("scopes", str(refusal))
        else:
            return page(request, "console/tokens/made.html", issued=issued)
    return page(request, "console/tokens/new.html", form=form)


@require_POST
@staff_can(Permission.TOKEN_EDIT)
def token_revoke(request: StaffRequest, token_id: int) -> HttpResponse:
    """The key stops working now."""
    token = or_404(queries.get_token, token_id)
    actions.revoke_token(token=token, by=request.actor, at=request.now)
    messages.success(request, gettext("“{name}” does not work any more.").format(name=token.name))
    return go(request, "console:tokens")
