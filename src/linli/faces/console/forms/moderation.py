"""Rule sets: opening one, what it does, and pasted words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.console.forms.operate import Choices


class NewRuleSet(forms.Form):
    """A name and where it counts."""

    name = forms.CharField(label=_("Name"), max_length=80)
    community = forms.TypedChoiceField(label=_("Community"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: object, *, communities: Choices) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["community"].choices = communities  # type: ignore[attr-defined]  # it is a ChoiceField


class Measures(forms.Form):
    """What enforcing does, and the guard against a rule that goes wild."""

    is_recalling = forms.BooleanField(label=_("Recall the message"), required=False)
    is_warning = forms.BooleanField(label=_("Warn the author"), required=False)
    warning = forms.CharField(
        label=_("Words of the warning"),
        max_length=300,
        required=False,
        help_text=_("Empty: Linli's own sentence in the language of the community."),
    )
    mute_minutes = forms.IntegerField(
        label=_("Mute for minutes"), min_value=0, max_value=43200, help_text=_("0: do not mute.")
    )
    guard_actions = forms.IntegerField(
        label=_("At most so many measures"),
        min_value=1,
        help_text=_("One more, and the rule set only observes until a person has looked."),
    )
    guard_minutes = forms.IntegerField(label=_("In so many minutes"), min_value=1)


class Paste(forms.Form):
    """Words or domains, one a line or with commas between."""

    text = forms.CharField(
        label=_("Paste words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, or with commas between."),
    )
    is_whole_word = forms.BooleanField(label=_("Only as whole words"), required=False)
