"""Points: correcting a balance by hand, and what earns points."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Ladder = list[list[int]]


class Adjust(forms.Form):
    """A correction with its reason. `key` makes a double click one correction."""

    points = forms.IntegerField(
        label=_("Points"), min_value=-1_000_000, max_value=1_000_000, help_text=_("Below zero takes points.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=120, help_text=_("The member reads it in their history.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_points(self) -> int:
        """Nothing is no correction."""
        points: int = self.cleaned_data["points"]
        if points == 0:
            raise forms.ValidationError(gettext("Say how many points, above or below zero."))
        return points


class MessageRule(forms.Form):
    """What a message earns."""

    is_active = forms.BooleanField(label=_("Messages earn points"), required=False)
    points = forms.IntegerField(label=_("Points for a message"), min_value=0, max_value=1000)
    day_cap = forms.IntegerField(
        label=_("At most a day"), min_value=0, max_value=100_000, help_text=_("0: no limit.")
    )
    min_length = forms.IntegerField(
        label=_("From so many characters on"),
        min_value=0,
        max_value=1000,
        help_text=_("Shorter earns nothing."),
    )
    gap_seconds = forms.IntegerField(label=_("Seconds between two that count"), min_value=0, max_value=86400)


class CheckInRule(forms.Form):
    """What a check-in earns, by the day of the streak."""

    is_active = forms.BooleanField(label=_("Check-ins earn points"), required=False)
    ladder = forms.CharField(
        label=_("Ladder"),
        max_length=200,
        help_text=_("From which day of the streak how many points: 1:5, 3:10, 7:20"),
    )
    is_replying = forms.BooleanField(label=_("Answer in the group"), required=False)

    def clean_ladder(self) -> Ladder:
        """Pairs of day and points."""
        pairs = self.cleaned_data["ladder"].replace("\uff0c", ",").split(",")
        try:
            steps = [pair.split(":") for pair in pairs if pair.strip()]
            return [[int(day), int(points)] for day, points in steps]
        except ValueError:
            raise forms.ValidationError(gettext("Write pairs of day and points: 1:5, 3:10, 7:20")) from None


Rule = MessageRule | CheckInRule


def ladder_words(ladder: Ladder) -> str:
    """A ladder as people write it."""
    return ", ".join(f"{day}:{points}" for day, points in ladder)
