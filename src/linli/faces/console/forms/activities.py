"""The form that opens an activity."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from linli.kernel.orgs.models import Seat
from linli.people.communities import queries as communities
from linli.run.activities.actions import opening

KINDS = (
    ("poll", pgettext_lazy("activity", "Poll")),
    ("vote", pgettext_lazy("activity", "Vote")),
    ("sign_up", pgettext_lazy("activity", "Sign-up")),
    ("quiz", pgettext_lazy("activity", "Quiz")),
    ("check_in", pgettext_lazy("activity", "Check-in")),
)


class NewActivity(forms.Form):
    """What is opened, where, until when."""

    group = forms.ChoiceField(label=gettext_lazy("Group"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("What it is about"), max_length=1500, widget=forms.Textarea(attrs={"rows": 4})
    )
    options = forms.CharField(
        label=gettext_lazy("Options, one a line"),
        max_length=1500,
        required=False,
        help_text=gettext_lazy("For polls, votes and quizzes: two to nine."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    answer = forms.CharField(
        label=gettext_lazy("The right answer"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Of a quiz: its number or its words."),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Open until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"), required=False, help_text=gettext_lazy("Empty: as many as like.")
    )
    points = forms.IntegerField(label=gettext_lazy("Points for taking part"), initial=0, required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: object, seat: Seat, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own arguments
        lines = communities.group_lines(reach=seat.reach)
        choices = [(str(line.id), f"{line.community_name} · {line.name}") for line in lines]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if not choices:
            self.fields["group"].help_text = gettext("Connect a group first: an activity lives in one.")

    def asked(self) -> opening.NewActivity:
        """What the form says; the stamp makes pressing the button twice open it once."""
        given = self.cleaned_data
        closes_at: datetime = given["closes_at"]
        return opening.NewActivity(
            key=f"console:{given['stamp']}",
            kind=given["kind"],
            group=int(given["group"]),
            title=given["title"],
            texts={"": given["text"]},
            options=[line.strip() for line in given["options"].splitlines() if line.strip()],
            answer=given["answer"],
            closes_at=closes_at,
            capacity=given["capacity"],
            points=given["points"] or 0,
        )
