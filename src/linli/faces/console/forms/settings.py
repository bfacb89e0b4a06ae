"""Settings of an organisation: its name and clock, what earns points, when may be sent."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_LINE = re.compile(r"^(\d{1,4})\s*[:：,，\s]\s*(\d{1,6})$")


class Organisation(forms.Form):
    """Name and zone."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    zone = forms.CharField(
        label=_("Time zone"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "zones"}),
        help_text=_("An IANA name such as Asia/Shanghai. New communities begin with it."),
    )


class MessageRule(forms.Form):
    """What a message earns."""

    is_active = forms.BooleanField(label=_("Messages earn points"), required=False)
    points = forms.IntegerField(label=_("Points for a message"), min_value=0, max_value=10_000)
    day_cap = forms.IntegerField(
        label=_("At most a day"), min_value=0, max_value=1_000_000, help_text=_("0: no limit.")
    )
    min_length = forms.IntegerField(label=_("From this many characters on"), min_value=0, max_value=1000)
    gap_seconds = forms.IntegerField(
        label=_("Seconds between two that earn"),
        min_value=0,
        max_value=86_400,
        help_text=_("Several in a row count once."),
    )


class CheckInRule(forms.Form):
    """What a check-in earns, by the days in a row."""

    is_active = forms.BooleanField(label=_("Check-ins earn points"), required=False)
    ladder = forms.CharField(
        label=_("Points by days in a row"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A line each: from which day, then the points. As “7: 20”."),
    )
    is_replying = forms.BooleanField(label=_("Linli answers in the group"), required=False)

    def clean_ladder(self) -> list[list[int]]:
        """The lines as [from day, points]."""
        steps = []
        for line in filter(None, map(str.strip, self.cleaned_data["ladder"].splitlines())):
            found = _LINE.match(line)
            if found is None:
                raise forms.ValidationError(
                    _("“%(line)s” is not a day and points: write it like “7: 20”."), params={"line": line}
                )
            steps.append([int(found[1]), int(found[2])])
        return steps


class Policy(forms.Form):
    """The sending policy as its document."""

    text = forms.CharField(
        label=_("Sending policy"),
        max_length=40_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "class": "font-monospace"}),
        help_text=_("Quiet hours, caps and rates. It holds from the next send on, also for what is planned."),
    )
