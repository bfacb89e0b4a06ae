"""The experts' list: who they are, how they score, what is written down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.console.forms.operate import Choices
from linli.faces.console.forms.roles import member_field

MARKS = [("", "–"), *((str(n), str(n)) for n in range(1, 6))]


class New(forms.Form):
    """Somebody for the list."""

    name = forms.CharField(label=_("Name"), max_length=80)
    niche = forms.CharField(
        label=_("Field of expertise"), max_length=80, help_text=_("Where their word counts.")
    )
    source = forms.ChoiceField(label=_("Where from"))
    contact = forms.CharField(label=_("Contact"), required=False, max_length=120)

    def __init__(self, *args: object, sources: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["source"].choices = sources  # type: ignore[attr-defined]


class Card(New):
    """Everything about an expert that is typed: also the scores and what they commit."""

    commitment = forms.ChoiceField(label=_("Commitment"))
    commitment_note = forms.CharField(label=_("What exactly"), required=False, max_length=120)

    def __init__(
        self, *args: object, sources: Choices, commitments: Choices, scores: Choices, **kwargs: object
    ) -> None:
        super().__init__(*args, sources=sources, **kwargs)
        self.fields["commitment"].choices = commitments  # type: ignore[attr-defined]
        for name, label in scores:
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=MARKS, coerce=int, empty_value=None, required=False
            )


class Entry(forms.Form):
    """A note about an expert."""

    kind = forms.ChoiceField(label=_("Kind"))
    text = forms.CharField(label=_("What"), max_length=1000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: object, kinds: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class Linked(forms.Form):
    """The member an expert turned out to be."""

    member = member_field(required=True)


class Programme(forms.Form):
    """How many experts are wanted, and what they try out."""

    target = forms.IntegerField(label=_("Target"), min_value=1, max_value=5000)
    product = forms.CharField(label=_("Product on trial"), required=False, max_length=120)
    version = forms.CharField(label=_("Version"), required=False, max_length=40)
    reward = forms.CharField(label=_("Reward"), required=False, max_length=200)
