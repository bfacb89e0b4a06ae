"""The form of a task, made of what is asked when it is done: for the team and for volunteers."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext, gettext_lazy

from linli.people.tasks.openings import MAX_PROOF, Question, Value
from linli.people.tasks.rules.states import Proof

LONGEST_ANSWER = 2000
RESERVED = frozenset({"do", "outcome", "proof_given", "back", "csrfmiddlewaretoken", "text", "to"})


class Completion(forms.Form):
    """A field for each question, and the proof where one is wanted."""

    def __init__(self, data: object, *, questions: Sequence[Question], proof: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # QueryDict or None
        self._names = {_name(one): one for one in questions}
        for name, one in self._names.items():
            self.fields[name] = _field(one)
        if proof != Proof.NONE:
            self.fields["proof_given"] = forms.CharField(
                label=gettext("Proof"),
                help_text=gettext("A link, the address of a picture, or a sentence about what was done."),
                required=proof == Proof.REQUIRED,
                max_length=MAX_PROOF,
            )

    def answers(self) -> dict[str, Value]:
        """What was filled in, by the name of the question; call it on a valid form."""
        given: dict[str, Value] = {}
        for name, one in self._names.items():
            value = self.cleaned_data.get(name)
            if value in (None, ""):
                continue
            if one.type == "yes_no":
                given[one.field] = value == "yes"
            else:
                given[one.field] = value.isoformat() if one.type == "date" else value
        return given

    def proof(self) -> str:
        """The proof, or ""."""
        return str(self.cleaned_data.get("proof_given", ""))


def _name(one: Question) -> str:
    return f"q_{one.field}" if one.field in RESERVED else one.field


def _field(one: Question) -> forms.Field:
    label, required = one.label or one.field, one.is_required
    match one.type:
        case "number":
            return forms.IntegerField(label=label, required=required)
        case "date":
            return forms.DateField(
                label=label, required=required, widget=forms.DateInput(attrs={"type": "date"})
            )
        case "yes_no":
            choices = [("yes", gettext("Yes")), ("no", gettext("No"))]
            return forms.ChoiceField(
                label=label, required=required, choices=choices, widget=forms.RadioSelect
            )
        case "choice":
            return forms.ChoiceField(
                label=label, required=required, choices=[("", "–"), *((name, name) for name in one.choices)]
            )
        case "link" | "image":
            return forms.CharField(
                label=label,
                required=required,
                max_length=LONGEST_ANSWER,
                help_text=_ADDRESS,
                widget=forms.URLInput,
            )
        case _:
            return forms.CharField(
                label=label,
                required=required,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 3}),
            )


_ADDRESS = gettext_lazy("An address that begins with https://")
