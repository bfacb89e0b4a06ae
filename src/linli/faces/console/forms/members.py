"""Looking for members, tagging them, merging and erasing them."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.members.actions.tagging import MAX_TAG


class Filter(forms.Form):
    """What a list of members is narrowed to. Words that fit nothing are left out, not refused."""

    q = forms.CharField(required=False, max_length=100)
    tag = forms.CharField(required=False, max_length=MAX_TAG)
    group = forms.IntegerField(required=False, min_value=1)
    after = forms.RegexField(r"^\d+:.*$", required=False, max_length=420, strip=False)

    def chosen(self) -> dict[str, str | int | None]:
        """The values that were understood."""
        self.is_valid()
        return self.cleaned_data


class Bulk(forms.Form):
    """Members ticked in the list, and the tag to put on them or take off."""

    act = forms.ChoiceField(choices=[("tag", "tag"), ("untag", "untag")])
    tag = forms.CharField(
        max_length=MAX_TAG, error_messages={"required": _("Which tag? Type one next to the button.")}
    )
    everything = forms.BooleanField(required=False)
    ids = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: object, chosen: Sequence[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        self.fields["ids"].choices = [(one, one) for one in chosen if one.isdigit()]  # type: ignore[attr-defined]


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
