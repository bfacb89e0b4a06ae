"""One's own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.faces.console.forms.login import NewPassword


class Profile(forms.Form):
    """Name and language of an account."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What your colleagues see."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ChangePassword(NewPassword):
    """The present password, then the new one twice."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["present", "password", "again"]
