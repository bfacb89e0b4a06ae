"""Filters of the outbox, and what people decide about its rows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.console.forms.operate import Choices, read_ids

TABS = ("", "planned", "awaiting_person", "unknown", "failed", "suppressed", "sent")


class Filter(forms.Form):
    """What the list is narrowed to; nonsense in the address is as good as nothing."""

    state = forms.ChoiceField(choices=[(one, one) for one in TABS], required=False)
    community = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    origin = forms.CharField(max_length=80, required=False)
    q = forms.CharField(max_length=80, required=False)

    def __init__(self, data: object, *, communities: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        self.fields["community"].choices = communities  # type: ignore[attr-defined]  # it is a ChoiceField


class Decision(forms.Form):
    """An act on the rows ticked; the reason is asked for where somebody decides against a send."""

    act = forms.ChoiceField(
        choices=[(one, one) for one in ("confirm", "skip", "cancel", "arrived", "again", "retry")]
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def ids(self) -> list[int]:
        """The rows it is about."""
        return read_ids(self.data.getlist("ids"))  # type: ignore[attr-defined]  # a QueryDict
