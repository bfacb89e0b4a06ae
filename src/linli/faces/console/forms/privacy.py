"""What staff enter on the pages of privacy, checked for shape."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.consent import rules
from linli.people.consent.rules import Where, Words


class Wording(forms.Form):
    """A purpose in both languages."""

    code = forms.CharField(label=_("Short name"), max_length=31, required=True)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=rules.MOST_TITLE, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=rules.MOST_TITLE, required=False)
    text_zh = forms.CharField(
        label=_("Words in Chinese"),
        max_length=rules.MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    text_en = forms.CharField(
        label=_("Words in English"),
        max_length=rules.MOST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    is_required = forms.BooleanField(label=_("Nobody can be a member without it"), required=False)
    is_offered = forms.BooleanField(label=_("Members are asked"), required=False)

    def words(self) -> Words:
        """The words that were entered."""
        given = self.cleaned_data
        return Words(given["title_zh"], given["title_en"], given["text_zh"], given["text_en"])


class Notice(forms.Form):
    """What an organisation adds to the notice."""

    contact = forms.CharField(
        label=_("Whom to ask about data"), max_length=200, required=False, help_text=_("A name, an address")
    )
    words_zh = forms.CharField(
        label=_("Words in Chinese"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    words_en = forms.CharField(
        label=_("Words in English"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    grace_days = forms.IntegerField(
        label=_("Days to think before an erasure"),
        min_value=0,
        max_value=rules.LONGEST_GRACE,
        help_text=_("0: at once. Until then the member can withdraw it."),
    )
    asks_first = forms.BooleanField(
        label=_("Promotions in private only to those who said yes"),
        required=False,
        help_text=_("Otherwise to everybody who did not say no."),
    )


class Days(forms.Form):
    """For how long a kind of data is kept; empty: without limit."""

    kind = forms.CharField(max_length=24)
    days = forms.IntegerField(required=False)


class Answer(forms.Form):
    """What a member told the team about a purpose."""

    purpose = forms.CharField(max_length=31)
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    where = forms.ChoiceField(choices=[(one.value, one.value) for one in (Where.PHONE, Where.PAPER)])
