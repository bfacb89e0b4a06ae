"""Forms of broadcasts: the message and whom it goes to, and when a second person is needed."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.console import broadcast_words as words
from linli.run.broadcasts import rules
from linli.run.broadcasts.actions.writing import BroadcastDraft

Choices = Sequence[tuple[str, str]]


class BroadcastForm(forms.Form):
    """One message to many."""

    title = forms.CharField(
        label=_("Name"), max_length=rules.MAX_TITLE, help_text=_("For the team; readers do not see it.")
    )
    way = forms.ChoiceField(
        label=_("Goes to"),
        choices=[("people", _("people, in private")), ("groups", _("groups, as a post"))],
    )
    community = forms.TypedChoiceField(label=_("Community"), coerce=int, empty_value=None, required=False)
    segment = forms.TypedChoiceField(
        label=_("Only the segment"), coerce=int, empty_value=None, required=False
    )
    message_class = forms.ChoiceField(label=_("Kind of message"))
    text = forms.CharField(
        label=_("Text"),
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("To people you can write {person.name|friend}."),
    )
    send_at = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def __init__(
        self,
        data: object,
        *,
        communities: Choices,
        segments: Choices,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))  # type: ignore[arg-type]  # a QueryDict or None
        for name, listed in (
            ("community", communities),
            ("segment", segments),
            ("message_class", words.class_choices()),
        ):
            self.fields[name].choices = listed  # type: ignore[attr-defined]  # it is a ChoiceField

    def draft(self) -> BroadcastDraft:
        """What was filled in."""
        given = self.cleaned_data
        is_private = given["way"] == "people"
        return BroadcastDraft(
            title=given["title"],
            text=given["text"],
            way=given["way"],
            community_id=given["community"],
            segment_id=given["segment"] if is_private else None,
            message_class=given["message_class"],
            send_at=given["send_at"],
        )


class CautionForm(forms.Form):
    """From how many people on a second person confirms."""

    second_above = forms.IntegerField(
        label=_("A second person confirms above so many people"),
        min_value=1,
        max_value=100_000_000,
        required=False,
        help_text=_("Empty: never. 1,000 is a good number for a team of several."),
    )
