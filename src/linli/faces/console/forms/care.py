"""Forms of care: terms, notes, upkeep."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.console import care_words as words
from linli.faces.console.forms.operate import Choices
from linli.people.care.actions import caring, reaching
from linli.people.care.rules import Kind


def _day(**more: object) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **more)  # type: ignore[arg-type]  # its keywords


class Terms(forms.Form):
    """Who looks after somebody, and how."""

    is_vip = forms.BooleanField(label=_("VIP"), required=False)
    seat = forms.TypedChoiceField(label=_("Looked after by"), coerce=int, empty_value=None, required=False)
    response_hours = forms.IntegerField(
        label=_("Answer within hours"), min_value=1, max_value=caring.MAX_HOURS, required=False
    )
    next_on = _day(label=_("Next contact on"), required=False)
    next_step = forms.CharField(label=_("What then"), max_length=caring.MAX_STEP, required=False)
    plan = forms.CharField(
        label=_("Care plan"),
        max_length=caring.MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The member may ask for a copy of what stands here."),
    )

    def __init__(
        self, data: object, *, carers: Sequence[tuple[int, str]], initial: dict[str, object]
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        seats = [("", _("No carer yet")), *((str(id), name) for id, name in carers)]
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]  # it is a ChoiceField

    def terms(self) -> caring.Terms:
        """What was filled in."""
        given = self.cleaned_data
        return caring.Terms(
            seat_id=given["seat"],
            is_vip=given["is_vip"],
            response_hours=given["response_hours"],
            plan=given["plan"],
            next_on=given["next_on"],
            next_step=given["next_step"],
        )


class Note(forms.Form):
    """A line of the log."""

    kind = forms.ChoiceField(label=_("About"))
    text = forms.CharField(
        label=_("Note"), max_length=caring.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    happened_on = _day(label=_("Happened on"))
    remind_on = _day(label=_("Remind me on"), required=False)

    def __init__(self, data: object, *, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        kinds = [(one.value, words.kind_name(one)) for one in Kind]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # it is a ChoiceField


class Upkeep(forms.Form):
    """A segment hears from the team every so many days."""

    segment = forms.TypedChoiceField(label=_("Segment"), coerce=int)
    community = forms.TypedChoiceField(label=_("Community"), coerce=int)
    every_days = forms.IntegerField(
        label=_("At least every so many days"), min_value=1, max_value=reaching.MAX_DAYS, initial=7
    )
    step = forms.CharField(label=_("What is done"), max_length=reaching.MAX_STEP)

    def __init__(self, data: object, *, segments: Choices, communities: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["segment"].choices = segments  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["community"].choices = communities  # type: ignore[attr-defined]
