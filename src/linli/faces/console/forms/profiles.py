"""Fields of profiles, answers written by staff, files that come in, tables that go out."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.profiles.actions.defining import Described
from linli.people.profiles.files.limits import LARGEST_MB
from linli.people.profiles.queries import wording
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.queries.rows import LIVING, living_name
from linli.people.profiles.rules import naming
from linli.people.profiles.rules.kinds import Kind


class Field(forms.Form):
    """A field as staff describe it; code and type are fixed once it exists."""

    name = forms.CharField(label=_("Name"), max_length=naming.MAX_NAME)
    name_en = forms.CharField(label=_("Name in English"), max_length=naming.MAX_NAME, required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=naming.MAX_CODE,
        help_text=_("Small letters, like can_share: for conditions, files and programs. It never changes."),
    )
    kind = forms.ChoiceField(label=_("Type"))
    group = forms.ChoiceField(label=_("Part of the profile"))
    purpose = forms.CharField(
        label=_("What we use it for"),
        max_length=naming.MAX_PURPOSE,
        help_text=_("Members read this beneath the question. Ask nothing you have no use for."),
    )
    purpose_en = forms.CharField(
        label=_("What we use it for, in English"), max_length=naming.MAX_PURPOSE, required=False
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("For choices only, one a line: code | name | name in English. The code may be left out."),
    )
    community = forms.ChoiceField(label=_("Where it is asked"), required=False)
    seen_by = forms.ChoiceField(label=_("Who sees the answers"))
    stale_after_days = forms.IntegerField(
        label=_("Days an answer holds"), required=False, min_value=1, max_value=3_650
    )
    is_asked = forms.BooleanField(label=_("Stands in the information template"), required=False, initial=True)
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    is_sensitive = forms.BooleanField(label=_("Sensitive: masked, never in the directory"), required=False)
    tells_apart = forms.BooleanField(label=_("Two people with one answer are one person"), required=False)

    def __init__(
        self,
        data: object,
        *,
        communities: Sequence[tuple[str, str]],
        field: FieldLine | None = None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        offered = {
            "kind": [(one.value, wording.kind_name(one.value)) for one in Kind],
            "group": [(one, wording.group_name(one)) for one in naming.GROUPS],
            "seen_by": [(one, wording.seen_by_name(one)) for one in naming.SEEN_BY],
            "community": communities,
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if field is not None:
            for name in ("code", "kind", "community"):
                del self.fields[name]

    def described(self, field: FieldLine | None = None) -> Described:
        """What was typed, as the action takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "community"}
        if field is not None:
            given |= {"code": field.code, "kind": field.kind}
        return Described(**given)


class Upload(forms.Form):
    """A file of members and what may be done with it."""

    file = forms.FileField(
        label=_("Excel or CSV file"), widget=forms.ClearableFileInput({"accept": ".xlsx,.csv,.txt,.tsv"})
    )
    creates = forms.BooleanField(label=_("Rows about nobody known become members"), required=False)
    overwrites = forms.BooleanField(
        label=_("The file wins over what members said themselves"), required=False
    )

    def clean_file(self) -> object:
        """No larger than a worker will read."""
        found = self.cleaned_data["file"]
        if found.size > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(_("The file is larger than %(n)s MB: split it.") % {"n": LARGEST_MB})
        return found


class Export(forms.Form):
    """Which members, and which columns."""

    community = forms.ChoiceField(label=_("Members of"), required=False)
    fields_wanted = forms.MultipleChoiceField(
        label=_("Answers"), widget=forms.CheckboxSelectMultiple, required=False
    )
    living = forms.MultipleChoiceField(
        label=_("Life in the community"), widget=forms.CheckboxSelectMultiple, required=False
    )
    format = forms.ChoiceField(label=_("Format"), choices=[("xlsx", "Excel"), ("csv", "CSV")])

    def __init__(
        self, data: object, *, communities: Sequence[tuple[str, str]], fields: Sequence[FieldLine]
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["community"].choices = communities  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["fields_wanted"].choices = [(one.code, one.name) for one in fields]  # type: ignore[attr-defined]
        self.fields["living"].choices = [(one, living_name(one)) for one in LIVING]  # type: ignore[attr-defined]


class Persona(forms.Form):
    """Whom a community is for: a name, and for each field the answers hoped for."""

    name = forms.CharField(label=_("Name"), max_length=naming.MAX_NAME)

    def __init__(
        self, data: object, *, fields: Sequence[FieldLine], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        self.countable = [one for one in fields if one.choices]
        for one in self.countable:
            self.fields[f"w_{one.code}"] = forms.MultipleChoiceField(
                label=one.name,
                choices=[(choice.code, choice.label) for choice in one.choices],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def wanted(self) -> dict[str, list[str]]:
        """The answers hoped for, by field."""
        return {one.code: self.cleaned_data[f"w_{one.code}"] for one in self.countable}
