"""Forms about playbooks: starting one, playing it through the past, reading a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from linli.faces.console.forms.operate import community_choices, read_id
from linli.kernel.orgs.models import Seat
from linli.people.communities import queries as communities
from linli.people.segments.queries import listing
from linli.run.playbooks.actions.beginning import Chosen
from linli.run.playbooks.document.step_shapes import Question

SPEEDS = (
    (60, gettext_lazy("a minute in a second")),
    (1440, gettext_lazy("a day in a minute")),
    (86_400, gettext_lazy("a day in a second")),
    (1, gettext_lazy("as it really is")),
)
DAYS = ((7, "7"), (14, "14"), (30, "30"), (60, "60"), (90, "90"))


class Start(forms.Form):
    """For whom, and what the playbook asks for at its start."""

    stamp = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: Any, seat: Seat, subject: str, questions: Sequence[Question], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.subject, self.questions = subject, questions
        if subject == "group":
            lines = communities.group_lines(reach=seat.reach)
            named = [(str(line.id), f"{line.community_name} · {line.name}") for line in lines]
            self.fields["groups"] = forms.MultipleChoiceField(
                label=gettext("Groups"), choices=named, widget=forms.CheckboxSelectMultiple
            )
        else:
            segments = [(str(one.id), one.name) for one in listing.tabs(seat.reach)]
            self.fields["community"] = forms.ChoiceField(
                label=gettext("Community"), choices=community_choices(seat), required=False
            )
            self.fields["segment"] = forms.ChoiceField(
                label=gettext("Segment"),
                choices=[("", gettext("Everybody in it")), *segments],
                required=False,
                help_text=gettext("Who does not fit the audience is left out, with the reason."),
            )
        for question in questions:
            self.fields[f"input-{question.field}"] = _field(question)

    def chosen(self) -> Chosen:
        """Whom the form names."""
        given = self.cleaned_data
        if self.subject == "group":
            return Chosen(groups=tuple(int(one) for one in given["groups"]))
        community = read_id(given.get("community"))
        return Chosen(communities=(community,) if community else (), segment=read_id(given.get("segment")))

    def inputs(self) -> Mapping[str, str | int | bool]:
        """What was given for the questions of the playbook."""
        return _answers(self.questions, self.cleaned_data)


class Simulate(forms.Form):
    """Over which stretch of the past, where, and how tasks end."""

    days = forms.TypedChoiceField(label=gettext_lazy("Days back"), choices=DAYS, coerce=int, initial=30)
    community = forms.ChoiceField(label=gettext_lazy("Community"), required=False)
    answers = forms.ChoiceField(
        label=gettext_lazy("Tasks"),
        choices=(("done", gettext_lazy("are done when due")), ("timeout", gettext_lazy("are never done"))),
    )

    def __init__(self, *args: Any, seat: Seat, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = community_choices(seat, everywhere=seat.reach is None)
        self.fields["community"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class Rehearse(forms.Form):
    """In which group, as whom, to whom, and how fast; and what the playbook asks for at its start."""

    group = forms.TypedChoiceField(label=gettext_lazy("Group"), coerce=int)
    about = forms.IntegerField(
        label=gettext_lazy("As the member number"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Whose name and figures it reads. Empty: yours."),
    )
    to = forms.IntegerField(
        label=gettext_lazy("Your own number among the members"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Who gets every message. Empty: they are only shown with the run."),
    )
    speed = forms.TypedChoiceField(
        label=gettext_lazy("Time passes"), choices=SPEEDS, coerce=int, initial=1440
    )

    def __init__(self, *args: Any, seat: Seat, questions: Sequence[Question], **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = questions
        lines = communities.group_lines(reach=seat.reach)
        self.communities = {line.id: line.community_id for line in lines}
        named = [(line.id, f"{line.community_name} · {line.name}") for line in lines]
        self.fields["group"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
        for question in questions:
            self.fields[f"input-{question.field}"] = _field(question)

    def inputs(self) -> Mapping[str, str | int | bool]:
        """What was given for the questions of the playbook."""
        return _answers(self.questions, self.cleaned_data)


class Workbook(forms.Form):
    """A spreadsheet with an SOP."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("An .xlsx as the export makes it: the sheets Plan, Days and Nodes."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


def _field(question: Question) -> forms.Field:
    label, needed = question.label or question.field.replace("_", " "), question.is_required
    match question.type:
        case "number":
            return forms.IntegerField(label=label, required=needed)
        case "date":
            return forms.CharField(
                label=label, required=needed, widget=forms.DateInput(attrs={"type": "date"})
            )
        case "time":
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
            return forms.CharField(label=label, required=needed, widget=widget)
        case "choice":
            choices = [("", "–"), *((one, one) for one in question.choices)]
            return forms.ChoiceField(label=label, required=needed, choices=choices)
        case "yes_no":
            words = (("", "–"), ("yes", gettext("Yes")), ("no", gettext("No")))
            return forms.ChoiceField(label=label, required=needed, choices=words)
    return forms.CharField(label=label, required=needed, max_length=2000)


def _answers(questions: Sequence[Question], given: Mapping[str, Any]) -> Mapping[str, str | int | bool]:
    found: dict[str, str | int | bool] = {}
    for question in questions:
        value = given.get(f"input-{question.field}")
        if value not in (None, ""):
            found[question.field] = value == "yes" if question.type == "yes_no" else value
    return found
