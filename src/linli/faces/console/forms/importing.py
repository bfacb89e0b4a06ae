"""Uploading a chat history."""

from zoneinfo import available_timezones

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.connect.adapters.archive import reader
from linli.faces.console.forms.operate import Choices

LARGEST_MB = 20


class Upload(forms.Form):
    """The file, where it belongs, and what its format does not say."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Telegram, Discord, WhatsApp, QQ, WeChatMsg, Slack, Zulip, or Linli's own JSON lines."),
    )
    community = forms.TypedChoiceField(label=_("Community"), coerce=int)
    format = forms.ChoiceField(label=_("Format"), required=False)
    zone = forms.CharField(
        label=_("Zone of its times"),
        max_length=60,
        required=False,
        help_text=_("Only for files whose times name none, such as Asia/Shanghai."),
    )
    date_order = forms.ChoiceField(
        label=_("Order of dates"),
        required=False,
        choices=[
            ("", _("As the file shows")),
            ("dmy", _("Day, month, year")),
            ("mdy", _("Month, day, year")),
        ],
    )

    def __init__(self, data: object, files: object, *, communities: Choices) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # what the request brings, or None
        formats = [(name, one.label) for name, one in reader.FORMATS.items()]
        self.fields["community"].choices = communities  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["format"].choices = [("", gettext("Find out"))] + formats  # type: ignore[attr-defined]  # so is it

    def clean_file(self) -> "UploadedFile[bytes]":
        """No larger than the port lets through."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(
                gettext(
                    "This file is larger than {n} MB: take it in on the server with `linli import`."
                ).format(n=LARGEST_MB)
            )
        return file

    def clean_zone(self) -> str:
        """A name of a zone, or nothing."""
        zone: str = self.cleaned_data["zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(gettext("This is no zone: write a name like Asia/Shanghai."))
        return zone
