"""Settings of the organisation: name and clock, what earns points, the sending policy."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.connect.gateway.policy import actions as policy_actions
from linli.connect.gateway.policy import queries as policies
from linli.connect.gateway.policy.parsing import BadPolicy
from linli.faces.console.forms import settings as forms
from linli.faces.console.forms.communities import ZONES
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actions import organisations
from linli.kernel.orgs.rules import Permission
from linli.run.growth.actions import setup as growth
from linli.run.growth.queries import earning

MESSAGE, CHECK_IN = "message", "check_in"


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SETTINGS_EDIT)
def settings(request: StaffRequest) -> HttpResponse:
    """Name and zone."""
    form = forms.Organisation(
        request.POST or None, initial={"name": request.org.name, "zone": request.org.zone}
    )
    if request.method == "POST" and form.is_valid():
        try:
            organisations.change_organisation(**form.cleaned_data, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error("zone", str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:settings")
    return page(request, "console/settings/general.html", tab_items=_tabs("settings"), form=form, zones=ZONES)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SETTINGS_EDIT)
def settings_earning(request: StaffRequest) -> HttpResponse:
    """What earns points everywhere; a community may have rules of its own."""
    growth.set_up(at=request.now)
    given = request.POST.get("trigger", "")
    message = forms.MessageRule(
        request.POST if given == MESSAGE else None, initial=_known(MESSAGE), auto_id="message-%s"
    )
    check_in = forms.CheckInRule(
        request.POST if given == CHECK_IN else None, initial=_known(CHECK_IN), auto_id="check-in-%s"
    )
    changed: BaseForm | None = {MESSAGE: message, CHECK_IN: check_in}.get(given)
    if request.method == "POST" and changed is not None and changed.is_valid():
        try:
            growth.change_rule(
                trigger=given, community=None, by=request.actor, at=request.now, **changed.cleaned_data
            )
        except Refusal as refusal:
            changed.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved. What was earned before stays as it is."))
            return go(request, "console:settings-earning")
    return page(
        request,
        "console/settings/earning.html",
        tab_items=_tabs("settings-earning"),
        message=message,
        check_in=check_in,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SETTINGS_EDIT)
def settings_policy(request: StaffRequest) -> HttpResponse:
    """The sending policy of the organisation, as its document; every mistake in a sentence."""
    form = forms.Policy(request.POST or None, initial={"text": policies.source_of(community=None)})
    if request.method == "POST" and form.is_valid():
        try:
            policy_actions.save_policy(
                text=form.cleaned_data["text"], community=None, by=request.actor, at=request.now
            )
        except BadPolicy as refusal:
            for problem in refusal.problems:
                form.add_error("text", problem)
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, gettext("The policy is in force."))
            return go(request, "console:settings-policy")
    return page(
        request,
        "console/settings/policy.html",
        tab_items=_tabs("settings-policy"),
        form=form,
        kept=policies.find_policy(community=None),
    )


@require_POST
@staff_can(Permission.SETTINGS_EDIT)
def settings_policy_drop(request: StaffRequest) -> HttpResponse:
    """Back to the policy Linli comes with."""
    policy_actions.drop_policy(community=None, by=request.actor, at=request.now)
    messages.success(request, gettext("The policy Linli comes with is in force again."))
    return go(request, "console:settings-policy")


def _known(trigger: str) -> dict[str, object]:
    rule = earning.rules_for(trigger).general
    if rule is None:
        return {}
    return {
        "is_active": rule.is_active,
        "points": rule.points,
        "day_cap": rule.day_cap,
        "min_length": rule.min_length,
        "gap_seconds": rule.gap_seconds,
        "is_replying": rule.is_replying,
        "ladder": "\n".join(f"{day}: {points}" for day, points in rule.ladder),
    }


def _tabs(current: str) -> list[Tab]:
    words = {
        "settings": gettext("General"),
        "settings-earning": gettext("Earning points"),
        "settings-policy": gettext("Sending policy"),
    }
    return [Tab(label, reverse(f"console:{name}"), name == current) for name, label in words.items()]
