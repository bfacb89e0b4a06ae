"""Communities and their groups: opening, changing, binding, announcing."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ZONES = sorted(
    zone
    for zone in available_timezones()
    if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/"))
)


class Community(forms.Form):
    """What a community is called and for, its clock and its language."""

    name = forms.CharField(label=_("Name of the community"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences: whom it serves, and what they get."),
    )
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "zones"}),
        help_text=_("Days, quiet hours and check-ins go by it."),
    )
    language = forms.ChoiceField(
        label=_("Language of the community"),
        choices=settings.LANGUAGES,
        help_text=_("What Linli says by itself in its groups."),
    )


class NewCommunity(Community):
    """A new community, beginning with its type."""

    type_code = forms.ChoiceField(
        label=_("Type"),
        required=False,
        help_text=_("It fills in how the community is run; you can change it."),
    )
    side = forms.ChoiceField(
        label=_("Serves"),
        required=False,
        choices=[("", "—"), ("b", _("Businesses (B)")), ("c", _("People (C)"))],
    )
    field_order = ["type_code", "name", "purpose", "side", "zone", "language"]

    def __init__(self, data: object, *, types: Sequence[tuple[str, str]], initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["type_code"].choices = [("", "—"), *types]  # type: ignore[attr-defined]


class Announcement(forms.Form):
    """The announcement, whole."""

    text = forms.CharField(label=_("Announcement"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class Rules(forms.Form):
    """The rules, whole; publishing makes a new version."""

    text = forms.CharField(
        label=pgettext_lazy("community", "Rules"), max_length=20000, widget=forms.Textarea(attrs={"rows": 9})
    )


class Group(forms.Form):
    """What a group is called, and how many fit in."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    capacity = forms.IntegerField(
        label=_("Capacity"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("The most people the platform lets in."),
    )
    region = forms.CharField(
        label=_("City or district"), required=False, max_length=60, help_text=_("For people who live there.")
    )


class Bind(Group):
    """An address seen on a channel, the community it shall belong to, and its name there."""

    community = forms.TypedChoiceField(label=_("Community"), coerce=int)
    field_order = ["community", "name", "capacity"]
    region = None  # type: ignore[assignment]  # a form leaves out what is None

    def __init__(self, data: object, *, communities: Sequence[tuple[int, str]], name: str) -> None:
        super().__init__(data, initial={"name": name})  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["community"].choices = communities  # type: ignore[attr-defined]
