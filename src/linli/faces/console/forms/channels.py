"""Connecting a channel, opening a group in a built-in room, and links that lead into it."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.console.forms.operate import Choices


class ConnectMatrix(forms.Form):
    """What Linli must know of a homeserver."""

    name = forms.CharField(
        label=_("Name of the channel"), max_length=80, help_text=_("How your colleagues know it.")
    )
    homeserver = forms.CharField(
        label=_("Address of the homeserver"),
        max_length=200,
        help_text=_("Where Linli reaches it, such as https://matrix.example.org"),
    )
    server_name = forms.CharField(
        label=_("Server name"),
        max_length=200,
        help_text=_("What stands behind the colon in a user's id, such as example.org"),
    )
    url = forms.CharField(
        label=_("Address of Linli"), max_length=200, help_text=_("Where the homeserver reaches Linli.")
    )
    localpart = forms.CharField(
        label=_("Account name"), max_length=64, initial="linli", help_text=_("Linli's own account there.")
    )
    invited_by = forms.ChoiceField(
        label=_("Whose invitations it follows"),
        choices=[
            ("server", _("People of this homeserver")),
            ("anyone", pgettext_lazy("invitations", "Anyone")),
        ],
    )


class RoomGroup(forms.Form):
    """A new group that lives in a built-in room."""

    community = forms.TypedChoiceField(label=_("Community"), coerce=int)
    name = forms.CharField(label=_("Name of the group"), max_length=120)

    def __init__(self, data: object, *, communities: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["community"].choices = communities  # type: ignore[attr-defined]  # it is a ChoiceField


class Link(forms.Form):
    """An invitation: how long and for how many."""

    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("Ever")), ("1", _("1 day")), ("7", _("7 days")), ("30", _("30 days"))],
    )
    max_uses = forms.IntegerField(label=_("For at most so many people"), min_value=1, required=False)

    def expires_at(self, now: datetime) -> datetime | None:
        """When it ends; call it on a valid form."""
        days = self.cleaned_data["days"]
        return now + timedelta(days=days) if days else None


class Pause(forms.Form):
    """Why a channel stops."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
