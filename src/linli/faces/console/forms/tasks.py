"""The form of a task, made of what its playbook asks."""

from collections.abc import Sequence
from typing import Protocol

from django import forms

LONGEST_ANSWER = 2000


class Asked(Protocol):
    """A question of a task's form: its name, "number" or "text", and whether it must be answered."""

    @property
    def field(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def is_required(self) -> bool: ...


class Answers(forms.Form):
    """One field for each question."""

    def __init__(self, data: object, *, questions: Sequence[Asked]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # QueryDict or None
        for one in questions:
            self.fields[one.field] = _field(one)

    def given(self) -> dict[str, str | int]:
        """What was filled in, by field; call it on a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def _field(one: Asked) -> forms.Field:
    if one.type == "number":
        return forms.IntegerField(label=one.field, required=one.is_required)
    return forms.CharField(
        label=one.field,
        required=one.is_required,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
