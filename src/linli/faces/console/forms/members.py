"""Looking for members, tagging them, merging and erasing them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.belonging import rules as living
from linli.people.belonging.queries import finding
from linli.people.members.actions.tagging import MAX_TAG

MOST, MOST_DIGITS = 2**53, 19


class Filter(forms.Form):
    """What a list of members is narrowed to. Words that fit nothing are left out, not refused."""

    q = forms.CharField(required=False, max_length=100)
    tag = forms.CharField(required=False, max_length=MAX_TAG)
    group = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    community = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    segment = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    stage = forms.MultipleChoiceField(required=False, choices=[(one, one) for one in living.STAGES])
    relation = forms.MultipleChoiceField(required=False, choices=[(one, one) for one in living.RELATIONS])
    contribution = forms.MultipleChoiceField(
        required=False, choices=[(one, one) for one in living.CONTRIBUTIONS]
    )
    role = forms.RegexField(r"^[a-z0-9_]{1,40}$", required=False)
    answer = forms.RegexField(r"^[a-z0-9_]{1,40}:.{1,100}$", required=False)
    joined = forms.IntegerField(required=False, min_value=1, max_value=3_650)
    silent = forms.IntegerField(required=False, min_value=1, max_value=3_650)
    messages = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    ids_of = forms.RegexField(r"^\d{1,18}(,\d{1,18}){0,499}$", required=False)
    sort = forms.ChoiceField(required=False, choices=[(one, one) for one in finding.SORTS])
    after = forms.RegexField(r"^\d{1,18}:.*$", required=False, max_length=420, strip=False)

    def chosen(self) -> Mapping[str, Any]:
        """The values that were understood; the others are empty."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class Bulk(forms.Form):
    """Members ticked in the list, and what to do with them."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("tag", "untag", "segment", "role", "export")])
    tag = forms.CharField(
        required=False,
        max_length=MAX_TAG,
        error_messages={"max_length": _("A tag has at most 40 characters: choose a shorter word.")},
    )
    segment = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    role = forms.RegexField(r"^\d{1,18}:[a-z0-9_]{1,40}$", required=False)
    everything = forms.BooleanField(required=False)
    ids = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: object, chosen: Sequence[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        known = [(one, one) for one in chosen if one.isdigit() and len(one) < MOST_DIGITS]
        self.fields["ids"].choices = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each deed needs what it is about."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("act") in {"tag", "untag"} and not given.get("tag"):
            raise forms.ValidationError(_("Which tag? Type one next to the button."))
        if given.get("act") == "segment" and not given.get("segment"):
            raise forms.ValidationError(_("Which segment? Choose one next to the button."))
        if given.get("act") == "role" and not given.get("role"):
            raise forms.ValidationError(_("Which role? Choose one next to the button."))
        return given


class OneTag(forms.Form):
    """A tag for one member."""

    tag = forms.CharField(
        label=pgettext_lazy("noun", "Tag"),
        max_length=MAX_TAG,
        error_messages={"required": _("Which tag? Type one next to the button.")},
    )


class Erase(forms.Form):
    """The name typed again, so that nobody is erased by a slip."""

    name = forms.CharField(label=_("Type the name of the member"), max_length=200)

    def __init__(self, data: object, *, expected: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self._expected = expected

    def clean_name(self) -> str:
        """It must be the name shown."""
        given: str = self.cleaned_data["name"]
        if given.strip() != self._expected.strip():
            raise forms.ValidationError(_("That is not the name shown above: nothing was erased."))
        return given
