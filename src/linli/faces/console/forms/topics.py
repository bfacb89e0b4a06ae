"""Forms about topics, discussions and the rhythm of talk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.content.topics.actions.bank import Draft
from linli.content.topics.actions.sessions import Plan
from linli.content.topics.queries import bank
from linli.content.topics.queries.rhythm import Expected
from linli.content.topics.rules.choosing import LAYERS
from linli.content.topics.rules.rhythm import Window
from linli.faces.console.forms.operate import community_choices, read_id
from linli.kernel.orgs.models import Seat
from linli.people.communities import queries as communities

KINDS = (
    ("universal", pgettext_lazy("topic", "Universal")),
    ("professional", pgettext_lazy("topic", "Professional")),
    ("personal", pgettext_lazy("topic", "Personal")),
)
MODES = (("formal", pgettext_lazy("discussion", "Formal")), ("casual", pgettext_lazy("discussion", "Casual")))
DEPTHS = (
    ("", gettext_lazy("By the numbers")),
    ("shallow", pgettext_lazy("discussion", "Shallow")),
    ("suitable", pgettext_lazy("discussion", "Suitable")),
    ("deep", pgettext_lazy("discussion", "Deep")),
)
DAYS = (
    ("0", pgettext_lazy("weekday", "Mon")),
    ("1", pgettext_lazy("weekday", "Tue")),
    ("2", pgettext_lazy("weekday", "Wed")),
    ("3", pgettext_lazy("weekday", "Thu")),
    ("4", pgettext_lazy("weekday", "Fri")),
    ("5", pgettext_lazy("weekday", "Sat")),
    ("6", pgettext_lazy("weekday", "Sun")),
)
_FEW_LINES = {"rows": 3}


class TopicForm(forms.Form):
    """A topic: its exact point, and questions from easy to deep."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    point = forms.CharField(
        label=gettext_lazy("The exact point"),
        max_length=300,
        help_text=gettext_lazy("One question people can answer, not a field of interest."),
        widget=forms.Textarea(attrs=_FEW_LINES),
    )
    easy = forms.CharField(
        label=gettext_lazy("Easy questions, one a line"),
        required=False,
        widget=forms.Textarea(attrs=_FEW_LINES),
    )
    opinion = forms.CharField(
        label=gettext_lazy("Questions of opinion"), required=False, widget=forms.Textarea(attrs=_FEW_LINES)
    )
    practice = forms.CharField(
        label=gettext_lazy("Questions of practice"), required=False, widget=forms.Textarea(attrs=_FEW_LINES)
    )
    background = forms.CharField(
        label=gettext_lazy("Background for the host"), required=False, widget=forms.Textarea(attrs=_FEW_LINES)
    )
    need = forms.CharField(label=gettext_lazy("Which need it serves"), max_length=120, required=False)
    community = forms.ChoiceField(label=gettext_lazy("Community"), required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), initial=40)
    cool_down_days = forms.IntegerField(label=gettext_lazy("Rests for so many days"), initial=60)
    hot_link = forms.CharField(label=gettext_lazy("Link to the occasion"), max_length=300, required=False)
    hot_until = forms.DateField(
        label=gettext_lazy("The occasion ends on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, seat: Seat, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["community"].choices = community_choices(seat)  # type: ignore[attr-defined]  # ChoiceField

    def draft(self, *, source: str = "team") -> Draft:
        """The topic as it was written."""
        given = self.cleaned_data
        guide = [
            (layer, line.strip()) for layer in LAYERS for line in given[layer].splitlines() if line.strip()
        ]
        return Draft(
            kind=given["kind"],
            title=given["title"],
            point=given["point"],
            background=given["background"],
            guide=guide,
            need=given["need"],
            minutes=given["minutes"],
            community=read_id(given["community"]),
            hot_link=given["hot_link"],
            hot_until=given["hot_until"],
            cool_down_days=given["cool_down_days"],
            source="hot" if given["hot_until"] else source,
        )


class SessionForm(forms.Form):
    """A discussion: its topic, those in reserve, where, when, who hosts."""

    group = forms.ChoiceField(label=gettext_lazy("Group"))
    mode = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MODES)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"))
    reserve = forms.MultipleChoiceField(
        label=gettext_lazy("In reserve"),
        required=False,
        help_text=gettext_lazy(
            "Used by one click when too few come. A formal discussion needs at least one."
        ),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Begins"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), initial=40)
    forecast = forms.IntegerField(
        label=gettext_lazy("Expected speakers"), initial=0, required=False, min_value=0
    )
    guests = forms.CharField(label=gettext_lazy("Guests"), max_length=200, required=False)
    rewards = forms.CharField(label=gettext_lazy("Rewards"), max_length=200, required=False)

    def __init__(self, *args: Any, seat: Seat, **more: Any) -> None:
        super().__init__(*args, **more)
        groups = communities.group_lines(reach=seat.reach)
        topics = [(str(one.id), one.title) for one in bank.topics(state="approved")[:300]]
        named = [(str(one.id), f"{one.community_name} · {one.name}") for one in groups]
        self.fields["group"].choices = named  # type: ignore[attr-defined]  # ChoiceField
        for name in ("topic", "reserve"):
            self.fields[name].choices = topics  # type: ignore[attr-defined]  # ChoiceField

    def plan(self, *, host: int) -> Plan:
        """The discussion as it was planned; who plans it hosts it."""
        given = self.cleaned_data
        return Plan(
            group=int(given["group"]),
            topic=bank.get_topic(int(given["topic"])),
            mode=given["mode"],
            starts_at=given["starts_at"],
            reserve=[int(one) for one in given["reserve"]],
            minutes=given["minutes"],
            forecast=given["forecast"] or 0,
            guests=given["guests"],
            rewards=given["rewards"],
            host_staff=host,
        )


class Closing(forms.Form):
    """What came of a discussion."""

    summary = forms.CharField(
        label=gettext_lazy("What came of it"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    depth = forms.ChoiceField(label=gettext_lazy("How deep it went"), choices=DEPTHS, required=False)


class RhythmForm(forms.Form):
    """Active hours of a community, and what silence means."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Active on"), choices=DAYS, widget=forms.CheckboxSelectMultiple
    )
    begins = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=gettext_lazy("To"), widget=forms.TimeInput(attrs={"type": "time"}))
    silence_hours = forms.IntegerField(label=gettext_lazy("Ask somebody to speak after so many silent hours"))
    least = forms.IntegerField(label=gettext_lazy("Prompts a day, at least"))
    most = forms.IntegerField(label=gettext_lazy("Prompts a day, at most"))
    is_watched = forms.BooleanField(label=gettext_lazy("Listen for silence"), required=False)

    @staticmethod
    def of(expected: Expected) -> dict[str, Any]:
        """What the form shows of what is expected: the first of its windows."""
        first = expected.windows[0]
        return {
            "days": [str(day) for day in first.days],
            "begins": f"{first.begins:%H:%M}",
            "ends": f"{first.ends:%H:%M}",
            "silence_hours": int(expected.silence_after.total_seconds() // 3600),
            "least": expected.least_prompts,
            "most": expected.most_prompts,
            "is_watched": expected.is_watched,
        }

    def windows(self) -> list[Window]:
        """The active hours that were given."""
        given = self.cleaned_data
        return [Window(tuple(int(day) for day in given["days"]), given["begins"], given["ends"])]
