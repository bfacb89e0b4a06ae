"""A rota's settings, who has a term, the rating and the reward, and who is put on the list."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.console.forms.operate import Choices
from linli.faces.console.forms.roles import member_field
from linli.people.duty.rules import checklist, terms

_TIME = forms.TimeInput({"type": "time"}, format="%H:%M")
_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
MOST_MONEY = Decimal(100_000)


def _money(label: object) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,  # type: ignore[arg-type]  # lazy words
        required=False,
        min_value=Decimal(0),
        max_value=MOST_MONEY,
        decimal_places=2,
        initial=Decimal(0),
    )


class Rota(forms.Form):
    """How a community takes turns."""

    first_on = forms.DateField(
        label=_("Turns are counted from"),
        widget=_DAY,
        help_text=_(
            "Terms that have begun stay as they are; another day, hour or length plans the rest anew."
        ),
    )
    begins = forms.TimeField(label=_("Hand-over at"), widget=_TIME)
    days = forms.IntegerField(label=_("Days a term lasts"), min_value=1, max_value=terms.MOST_DAYS)
    ahead = forms.IntegerField(label=_("Terms planned ahead"), min_value=1, max_value=terms.MOST_AHEAD)
    pattern = forms.ChoiceField(label=_("Whose turn it is"))
    rest = forms.IntegerField(label=_("Terms of rest between two turns"), min_value=0, max_value=12)
    most_a_year = forms.IntegerField(
        label=_("Most turns a year for one person"),
        min_value=0,
        max_value=366,
        help_text=_("0 is no limit. A gap is better than a burden: nobody gets more than this."),
    )
    done_by = forms.TimeField(label=_("What is for a day is due at"), widget=_TIME)
    swap_hours = forms.IntegerField(label=_("Hours a wish to swap waits"), min_value=1, max_value=24 * 14)
    takes_offers = forms.BooleanField(label=_("Who offers themselves is on the list at once"), required=False)
    reward_kind = forms.ChoiceField(label=_("Reward for a term"))
    reward_what = forms.CharField(
        label=_("What exactly"),
        required=False,
        max_length=checklist.MAX_REWARD,
        help_text=_("Something that can be held in a hand: certificates and promises are no reward."),
    )
    reward_worth = _money(_("Worth"))
    reward_source = forms.CharField(
        label=_("Paid from"),
        required=False,
        max_length=checklist.MAX_REWARD,
        help_text=_("For example a part of the members' fees."),
    )
    is_running = forms.BooleanField(label=_("The rota is running"), required=False)

    def __init__(self, *args: object, patterns: Choices, rewards: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["pattern"].choices = patterns  # type: ignore[attr-defined]
        self.fields["reward_kind"].choices = rewards  # type: ignore[attr-defined]


class Appoint(forms.Form):
    """Who has a term, and who stands in."""

    member = member_field(label=_("On duty"))
    backup = member_field(label=_("Stands in"))


class Add(forms.Form):
    """Somebody for the list."""

    member = member_field(required=True)
    source = forms.ChoiceField(label=pgettext_lazy("volunteer", "How"))

    def __init__(self, *args: object, sources: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["source"].choices = sources  # type: ignore[attr-defined]


class Reward(forms.Form):
    """What was given for a term."""

    kind = forms.ChoiceField(label=_("Reward for a term"))
    what = forms.CharField(label=_("What exactly"), required=False, max_length=checklist.MAX_REWARD)
    worth = _money(_("Worth"))
    source = forms.CharField(label=_("Paid from"), required=False, max_length=checklist.MAX_REWARD)
    given_on = forms.DateField(label=_("Given on"), required=False, widget=_DAY)

    def __init__(self, *args: object, rewards: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["kind"].choices = rewards  # type: ignore[attr-defined]


def cents(worth: Decimal | None) -> int:
    """Money as typed, in cents."""
    return int((worth or Decimal(0)) * 100)
