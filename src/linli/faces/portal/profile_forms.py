"""The information template as forms: screens of a few fields, each with why it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.people.profiles.queries import answers, presets, wording
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import kinds
from linli.people.profiles.rules.kinds import Kind

_SCREENS = (
    ("objective",),
    ("need_business", "need_knowledge", "need_life"),
    ("attention", "preference"),
    ("exchange", "expectation", "other"),
)


@dataclass(frozen=True)
class Screen:
    """A part of the template: `number` counts from 0."""

    number: int
    title: str
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True)
class Shown:
    """A field with an answer, as people read it."""

    name: str
    text: str


def template_form(
    community_id: int,
    member_id: int | None,
    data: Mapping[str, object] | None = None,
    *,
    screen: int | None = None,
) -> "AnswersForm":
    """The template of a community (or one screen of it), filled with what the member answered so far.

    `member_id` None: somebody who is no member yet, as in an application.
    """
    parts = screens_of(community_id)
    chosen = parts if screen is None else [parts[screen]]
    asked = [field for part in chosen for field in part.fields]
    return AnswersForm(asked, data, values=answers.values_of(member_id) if member_id else {})


def screens_of(community_id: int) -> list[Screen]:
    """The template in screens, facts first; screens without a field are left out."""
    asked = known.template_fields(community_id)
    titles = (_("Facts about you"), _("What you need"), _("Time and taste"), _("What you can give"))
    found = [
        Screen(0, title, tuple(field for field in asked if field.group in groups))
        for title, groups in zip(titles, _SCREENS, strict=True)
    ]
    filled = [one for one in found if one.fields]
    return [replace(one, number=number) for number, one in enumerate(filled)]


def example_of(fields: Sequence[FieldLine]) -> list[Shown]:
    """How an invented member filled these fields; those of one's own making have no example."""
    given = presets.example()
    return [Shown(one.name, wording.shown(one, given[one.code])) for one in fields if one.code in given]


class AnswersForm(forms.Form):
    """Answers to some fields. Shape only: what fits is said by the room, see `take`."""

    def __init__(
        self, asked: Sequence[FieldLine], data: Mapping[str, object] | None, *, values: Mapping[str, str]
    ) -> None:
        super().__init__(data, prefix="profile")
        self.asked = list(asked)
        for one in asked:
            self.fields[one.code] = _control(one)
            self.initial[one.code] = _initial(one, values.get(one.code, ""))

    def given(self) -> dict[str, str | list[str]]:
        """What was typed, by the codes of fields; call it when the form is valid."""
        return {one.code: self.cleaned_data[one.code] for one in self.asked}

    def take(self, problems: Mapping[str, str]) -> None:
        """Show the sentences of a refusal beside their fields."""
        for code, sentence in problems.items():
            self.add_error(code if code in self.fields else None, sentence)


def _control(one: FieldLine) -> forms.Field:
    common: dict[str, Any] = {"label": one.name, "required": one.is_required, "help_text": one.purpose}
    offered = [(choice.code, choice.label) for choice in one.choices]
    if one.kind == Kind.CHOICES:
        return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **common)
    if one.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *offered], **common)
    if one.kind == Kind.YES_NO:
        said = [("", "—"), ("yes", pgettext("answer", "Yes")), ("no", pgettext("answer", "No"))]
        return forms.ChoiceField(choices=said, **common)
    longest = kinds.LONGEST.get(one.kind, 200)
    return forms.CharField(max_length=longest, widget=_widget(one), **common)


def _widget(one: FieldLine) -> forms.Widget:
    if one.kind == Kind.LONG_TEXT:
        return forms.Textarea({"rows": 3})
    types = {Kind.DATE: "date", Kind.PHONE: "tel", Kind.EMAIL: "email"}
    modes = {Kind.NUMBER: "decimal"}
    attributes = {"inputmode": modes[Kind(one.kind)]} if one.kind in modes else {}
    if one.kind == Kind.REGION:
        attributes["placeholder"] = _("Zhejiang Hangzhou")
    widget = forms.TextInput(attributes)
    widget.input_type = types.get(Kind(one.kind), "text")
    return widget


def _initial(one: FieldLine, value: str) -> str | list[str]:
    if one.kind == Kind.CHOICES:
        return kinds.parts(value)
    return wording.shown(one, value) if one.kind == Kind.REGION else value
