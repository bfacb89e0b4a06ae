"""A job, who holds it, what somebody declares, a meeting, its minutes and decisions."""

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.console.forms.operate import Choices
from linli.faces.console.forms.ticks import Ticks
from linli.people.team.rules import jobs, meetings


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _hours(label: object) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,  # type: ignore[arg-type]  # lazy words
        min_value=Decimal(0),
        max_value=Decimal(80),
        decimal_places=1,
        initial=Decimal(0),
    )


class _Chosen(forms.Form):
    """A form whose choices are said when it is made, by the names of the fields."""

    def __init__(self, *args: object, choices: Mapping[str, Choices], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]


class Job(_Chosen):
    """A job in the team's own words."""

    name = forms.CharField(label=_("Name of the job"), max_length=jobs.MAX_NAME)
    duties = forms.CharField(
        label=_("What it does"), required=False, max_length=jobs.MAX_TEXT, widget=_area(3)
    )
    department = forms.ChoiceField(label=_("Department"))
    wanted = forms.IntegerField(label=_("How many people it needs"), min_value=0, max_value=100, initial=1)
    functions = forms.MultipleChoiceField(label=_("What it covers"), required=False, widget=Ticks)
    abilities = forms.MultipleChoiceField(label=_("What it asks for"), required=False, widget=Ticks)


class Post(_Chosen):
    """A colleague in a job."""

    staff = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    community = forms.TypedChoiceField(label=_("Where"), coerce=int, empty_value=None, required=False)
    hours = _hours(_("Planned hours a week"))


class Declared(_Chosen):
    """What somebody has to give in a week."""

    hours = _hours(_("Hours a week"))
    most_open = forms.IntegerField(
        label=_("Open tasks that are enough"), min_value=0, max_value=500, initial=0, help_text=_("0: twenty")
    )
    abilities = forms.MultipleChoiceField(label=_("What they are good at"), required=False, widget=Ticks)


class Meeting(_Chosen):
    """A meeting to come."""

    kind = forms.ChoiceField(label=pgettext_lazy("meeting", "Kind"))
    title = forms.CharField(label=_("Title"), max_length=meetings.MAX_TITLE)
    community = forms.TypedChoiceField(label=_("Community"), coerce=int, empty_value=None, required=False)
    starts_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    agenda = forms.CharField(label=_("Agenda"), required=False, max_length=meetings.MAX_TEXT, widget=_area(4))


class Minutes(forms.Form):
    """What is on the table and what was said."""

    agenda = forms.CharField(label=_("Agenda"), required=False, max_length=meetings.MAX_TEXT, widget=_area(4))
    minutes = forms.CharField(
        label=pgettext_lazy("meeting", "Minutes"),
        required=False,
        max_length=meetings.MAX_TEXT,
        widget=_area(8),
        help_text=_("What was said, problems, what others can learn from it."),
    )


class Decision(_Chosen):
    """What was decided, and who does it by when."""

    text = forms.CharField(label=_("What is to be done"), max_length=meetings.MAX_DECISION)
    staff = forms.TypedChoiceField(label=_("Who does it"), coerce=int)
    due_on = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class Summary(forms.Form):
    """The summary of a week, in Markdown."""

    text = forms.CharField(label=_("Summary"), max_length=meetings.MAX_TEXT, widget=_area(24), strip=True)
