"""What members type, checked for shape; what it means is checked where it is done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.connect.adapters.room import rules


class Name(forms.Form):
    """A name to go by."""

    name = forms.CharField(
        label=_("Your name in this group"),
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "nickname", "enterkeyhint": "go"}),
    )


class Said(forms.Form):
    """A message, as the composer sends it."""

    text = forms.CharField(required=False, strip=False)
    reply_to = forms.CharField(required=False, max_length=40)
    client_key = forms.CharField(required=False, max_length=40)
    picture = forms.FileField(required=False)


class Act(forms.Form):
    """What to do with a message."""

    do = forms.ChoiceField(choices=[(one, one) for one in ("react", "edit", "recall")])
    emoji = forms.CharField(required=False, max_length=16)
    text = forms.CharField(required=False, strip=False)
