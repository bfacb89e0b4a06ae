"""Fields of profiles and the information template: what is asked, of whom, what for."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import profile_frame as frame
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import profiles as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.profiles.actions import defining
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import presets, wording
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import naming


@require_safe
@staff_can(Permission.SEE)
def profiles(request: StaffRequest) -> HttpResponse:
    """Every field with its type, purpose and audience."""
    fields = known.all_fields(reach=request.seat.reach)
    return page(
        request,
        "console/profiles/fields.html",
        tab_items=frame.tabs(request, "profiles"),
        rows=[_row(one) for one in fields],
        archived=known.archived_fields(),
        may_edit=_may_edit(request),
        communities=dict(frame.choices(request)),
    )


@require_safe
@staff_can(Permission.SEE)
def profile_template(request: StaffRequest) -> HttpResponse:
    """The template as members are asked it, with the example shown to them."""
    community = frame.community_asked(request)
    asked = [one for one in known.fields_for(community) if one.is_asked]
    example = presets.example()
    return page(
        request,
        "console/profiles/template.html",
        tab_items=frame.tabs(request, "profile-template"),
        choices=frame.choices(request),
        chosen=str(community or ""),
        rows=[
            (one, wording.group_name(one.group), wording.shown(one, example.get(one.code, "")))
            for one in asked
        ],
        may_edit=_may_edit(request),
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def profile_take_template(request: StaffRequest) -> HttpResponse:
    """Define the fields of the ready-made template that are missing."""
    whole_organisation(request)
    count = defining.take_template(by=request.actor, at=request.now)
    said = ngettext("{n} field was added.", "{n} fields were added.", count)
    messages.success(request, said.format(n=count))
    return go(request, "console:profiles")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def profile_field_new(request: StaffRequest) -> HttpResponse:
    """A new field."""
    whole_organisation(request)
    form = forms.Field(request.POST or None, communities=frame.choices(request))
    if request.method == "POST" and form.is_valid():
        community = form.cleaned_data["community"]
        try:
            defining.define_field(
                described=form.described(),
                community_id=int(community) if community else None,
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The field stands at the end of its part."))
            return go(request, "console:profiles")
    return page(
        request,
        "console/profiles/field.html",
        status=422 if form.errors else 200,
        form=form,
        field=None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def profile_field(request: StaffRequest, field_id: int) -> HttpResponse:
    """One field, described anew."""
    whole_organisation(request)
    field = or_404(known.get_field, field_id)
    form = forms.Field(request.POST or None, communities=[], field=field, initial=_initial(field))
    if request.method == "POST" and form.is_valid():
        try:
            defining.change_field(
                field_id=field.id, described=form.described(field), by=request.actor, at=request.now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved"))
            return go(request, "console:profiles")
    return page(
        request,
        "console/profiles/field.html",
        status=422 if form.errors else 200,
        form=form,
        field=field,
        kind=wording.kind_name(field.kind),
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def profile_field_act(request: StaffRequest, field_id: int) -> HttpResponse:
    """Move a field up or down, archive it or bring it back: `act` says which."""
    whole_organisation(request)
    or_404(known.get_field, field_id)
    act = request.POST.get("act", "")
    if act in {"up", "down"}:
        defining.move_field(field_id=field_id, up=act == "up", by=request.actor, at=request.now)
    elif act == "archive":
        defining.archive_field(field_id=field_id, by=request.actor, at=request.now)
    elif act == "restore":
        defining.restore_field(field_id=field_id, by=request.actor, at=request.now)
    return go(request, "console:profiles")


def _may_edit(request: StaffRequest) -> bool:
    return request.seat.reach is None and orgs.can(request.seat, Permission.COMMUNITY_EDIT)


def _row(one: FieldLine) -> dict[str, object]:
    return {
        "field": one,
        "group": wording.group_name(one.group),
        "kind": wording.kind_name(one.kind),
        "seen_by": wording.seen_by_name(one.seen_by),
    }


def _initial(field: FieldLine) -> dict[str, object]:
    initial: dict[str, object] = {
        name: value
        for name, value in asdict(field).items()
        if name not in {"choices", "names", "look_up", "id", "position"}
    }
    name, *rest = field.names
    raw = known.raw_words(field.id)
    initial |= {
        "name": name,
        "name_en": rest[0] if len(rest) == 2 else "",
        "purpose": raw.purpose,
        "purpose_en": raw.purpose_en,
        "choices": naming.choices_to_text(
            [{"code": one.code, "name": one.labels[0], "name_en": one.labels[1]} for one in field.choices]
        ),
    }
    return initial
