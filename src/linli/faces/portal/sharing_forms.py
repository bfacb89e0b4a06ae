"""What members give, as forms."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.content.library.rules import sharing as rules
from linli.faces.portal import share_words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class Pictures(forms.ClearableFileInput):
    """Several pictures at once."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Any number of pictures; cleaned to a list."""

    widget = Pictures

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """Every picture that was chosen."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(PicturesField, self).clean(one, initial) for one in given if one]


class Answer(forms.Form):
    """How a member wants to be named."""

    credit_by = forms.ChoiceField(label=_("How you are named"))
    credit_other = forms.CharField(label=_("That name"), max_length=rules.MAX_CREDIT, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, object]) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["credit_by"].choices = share_words.credits()  # type: ignore[attr-defined]  # a ChoiceField


class Share(Answer):
    """What a member gives, and whether it may be published."""

    kind = forms.ChoiceField(label=_("What is it?"))
    text = forms.CharField(
        label=_("Your words"), max_length=rules.MAX_TEXT, required=False, widget=forms.Textarea({"rows": 6})
    )
    pictures = PicturesField(
        label=_("Pictures"), required=False, help_text=_("At most three. Where they were taken is removed.")
    )
    may_publish = forms.ChoiceField(
        label=_("May we publish it?"),
        choices=[("yes", _("Yes, in the groups and the library")), ("no", _("No, only the team reads it"))],
        widget=forms.RadioSelect,
        help_text=_("You can take it back at any time."),
    )
    form_key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    field_order = ("kind", "text", "pictures", "may_publish", "credit_by", "credit_other", "form_key")

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, object]) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["kind"].choices = share_words.kinds()  # type: ignore[attr-defined]  # a ChoiceField
