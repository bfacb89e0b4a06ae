"""What somebody fills in who wants to come in: their name, fields of the profile, tasks and tests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.connect.adapters.room import rules as room
from linli.faces.portal.profile_forms import AnswersForm
from linli.people.entry.queries.asked import Asked
from linli.people.entry.rules.policy import Criterion
from linli.people.entry.rules.scoring import Given
from linli.people.profiles.queries.fields import FieldLine

LONGEST, LONGEST_LINK = 2_000, 500


class Begin(forms.Form):
    """A name to go by, and yes to the use of what will be told."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=room.LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I agree that my data are used for this"),
        error_messages={"required": gettext_lazy("Without this nobody can look at your application.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, is_known: bool) -> None:
        super().__init__(data)
        if is_known:
            del self.fields["name"]


class Reply(forms.Form):
    """An answer to a question."""

    reply = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=LONGEST, widget=forms.Textarea({"rows": 3})
    )


class CriteriaForm(forms.Form):
    """Tasks, what one can share or supply, and tests; shape only."""

    def __init__(
        self,
        criteria: Sequence[Criterion],
        data: Mapping[str, object] | None,
        *,
        given: Mapping[str, Given],
        is_strict: bool,
    ) -> None:
        super().__init__(data, prefix="entry")
        self.criteria = list(criteria)
        for one in criteria:
            self._add(one, given.get(one.id, Given()), is_required=is_strict)

    def given(self) -> dict[str, Given]:
        """What was given, by the id of the criterion; call it when the form is valid."""
        return {one.id: self._given(one) for one in self.criteria}

    def take(self, problems: Mapping[str, str]) -> None:
        """Show the sentences of a refusal beside the fields they are about."""
        for place, sentence in problems.items():
            named = next(
                (name for name in (place, f"{place}-link", f"{place}-0") if name in self.fields), None
            )
            self.add_error(named, sentence)

    def _add(self, one: Criterion, given: Given, *, is_required: bool) -> None:
        if one.kind == "test":
            self._add_test(one, given, is_required=is_required)
            return
        if not one.needs_link:
            self.fields[one.id] = forms.CharField(
                label=one.title,
                help_text=one.prompt,
                required=one.is_required and is_required,
                max_length=LONGEST,
                widget=forms.Textarea({"rows": 3}),
                initial=given.text,
            )
        if one.kind == "task":
            self.fields[f"{one.id}-link"] = forms.CharField(
                label=one.title if one.needs_link else _("Link to your proof"),
                help_text=one.prompt if one.needs_link else _("If there is one"),
                required=one.needs_link and one.is_required and is_required,
                max_length=LONGEST_LINK,
                widget=forms.TextInput({"inputmode": "url", "placeholder": "https://"}),
                initial=given.link,
            )

    def _add_test(self, one: Criterion, given: Given, *, is_required: bool) -> None:
        for place, question in enumerate(one.questions):
            chosen = given.choices[place] if place < len(given.choices) else -1
            self.fields[f"{one.id}-{place}"] = forms.ChoiceField(
                label=question.text,
                choices=[(str(number), words) for number, words in enumerate(question.choices)],
                required=is_required,
                widget=forms.RadioSelect,
                initial=str(chosen) if chosen >= 0 else None,
            )

    def _given(self, one: Criterion) -> Given:
        said = self.cleaned_data
        if one.kind == "test":
            chosen = (said.get(f"{one.id}-{place}") for place in range(len(one.questions)))
            return Given(choices=tuple(int(number) if number else -1 for number in chosen))
        return Given(said.get(one.id, ""), said.get(f"{one.id}-link", ""))


def profile_form(
    fields: Sequence[FieldLine],
    data: Mapping[str, object] | None,
    *,
    values: Mapping[str, str],
    required: frozenset[str] | None,
) -> AnswersForm:
    """Fields of the profile; `required` None: what is there is saved, nothing must be."""
    asked = [
        replace(one, is_required=required is not None and (one.is_required or one.code in required))
        for one in fields
    ]
    return AnswersForm(asked, data, values=values)


class Filled:
    """The forms of an application together.

    is_strict  what is required must be there; else it is only kept for later
    """

    def __init__(
        self,
        asked: Asked,
        data: Mapping[str, object] | None,
        *,
        values: Mapping[str, str],
        given: Mapping[str, Given],
        required: frozenset[str],
        is_strict: bool,
    ) -> None:
        must = required if is_strict else None
        self.needed = profile_form(asked.needed, data, values=values, required=must)
        self.optional = profile_form(asked.optional, data, values=values, required=None)
        self.criteria = CriteriaForm(asked.criteria, data, given=given, is_strict=is_strict)
        self.problem = ""

    def is_valid(self) -> bool:
        """Are all of them well-formed?"""
        return all([self.needed.is_valid(), self.optional.is_valid(), self.criteria.is_valid()])

    def profile(self) -> dict[str, str | list[str]]:
        """What was said about oneself."""
        return {**self.needed.given(), **self.optional.given()}

    def take(self, problems: Mapping[str, str]) -> None:
        """Show the sentences of a refusal where they belong."""
        for place, sentence in problems.items():
            kind, _colon, code = place.partition(":")
            if kind == "field":
                form = self.optional if code in self.optional.fields else self.needed
                form.take({code: sentence})
            elif place == "agreed":
                self.problem = sentence
            else:
                self.criteria.take({place: sentence})
