"""What a segment is for and who answers for it; rows of a condition; people pasted into a list."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.segments import rules
from linli.people.segments.actions.saving import Draft
from linli.people.segments.rules import Kind

HUES = {
    "green": _("Green"),
    "sky": _("Blue"),
    "violet": _("Violet"),
    "amber": _("Amber"),
    "rose": _("Rose"),
    "grey": _("Grey"),
}


class Words(forms.Form):
    """Name, purpose, strategy, owner: what every segment says beside its condition."""

    name = forms.CharField(label=pgettext_lazy("segment", "Name"), max_length=60)
    community = forms.TypedChoiceField(
        label=_("Community"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Whose members it looks at."),
    )
    purpose = forms.CharField(label=pgettext_lazy("segment", "What it is for"), max_length=200)
    strategy = forms.CharField(
        label=_("What you do for these people"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The strategy the report will judge by what came of it."),
    )
    resource = forms.CharField(
        label=_("What it may cost"), max_length=200, required=False, help_text=_("Time, gifts, budget.")
    )
    owner = forms.TypedChoiceField(
        label=_("Who answers for it"), coerce=int, empty_value=None, required=False
    )
    hue = forms.ChoiceField(label=_("Colour"), choices=[(one, HUES[one]) for one in rules.HUES])
    counts_left = forms.BooleanField(label=_("Count people who left, too"), required=False)

    def __init__(
        self,
        data: object = None,
        *,
        communities: Sequence[tuple[int, str]],
        owners: Sequence[tuple[int, str]],
        is_limited: bool = False,
        **given: object,
    ) -> None:
        super().__init__(data, **given)  # type: ignore[arg-type]  # a QueryDict or None
        everywhere = [] if is_limited else [("", _("All communities"))]
        self._offer("community", [*everywhere, *communities])
        self.fields["community"].required = is_limited
        self._offer("owner", [("", _("Nobody yet")), *owners])

    def _offer(self, name: str, choices: Sequence[tuple[object, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = choices

    def draft(self, *, kind: Kind, condition: str) -> Draft:
        """What was filled in, with the condition that was built beside it."""
        given = self.cleaned_data
        return Draft(
            name=given["name"],
            community_id=given["community"],
            purpose=given["purpose"],
            strategy=given["strategy"],
            resource=given["resource"],
            owner_seat_id=given["owner"],
            hue=given["hue"],
            counts_left=given["counts_left"],
            kind=kind,
            condition=condition,
        )


class Pasted(forms.Form):
    """Numbers or names, one a line."""

    lines = forms.CharField(
        label=_("Numbers or names, one a line"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A name has to be written exactly as in the list of members."),
    )


class Adopt(forms.Form):
    """A ready-made scheme for a community or for all."""

    scheme = forms.CharField(max_length=20)
    community = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, data: object, *, communities: Sequence[tuple[int, str]], is_limited: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [*([] if is_limited else [("", "")]), *communities]
        field.required = is_limited
