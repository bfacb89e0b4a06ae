"""Keys for programs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.console import powers
from linli.faces.console.forms.ticks import Ticks
from linli.kernel.orgs.rules import EVENTS_WRITE, Permission


class Token(forms.Form):
    """What a key is for, what it may do, and until when."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("Such as “shop”, or “data warehouse”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=Ticks,
        error_messages={"required": _("A token that may do nothing is of no use: tick at least one.")},
    )
    expires_on = forms.DateField(
        label=_("Works until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        names = (EVENTS_WRITE, *(one.value for one in Permission))
        self.fields["scopes"].choices = [(one, powers.words(one)) for one in names]  # type: ignore[attr-defined]
