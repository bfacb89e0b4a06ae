"""Forms of the library: judging an item, taking what a member gave, and the rules of content."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from linli.content.library.queries.policies import ContentPolicy
from linli.content.library.rules import items, quality
from linli.faces.console import library_words as words
from linli.faces.console.forms.library import line_field, offer, text_field
from linli.faces.console.forms.operate import Choices


class ReviewForm(forms.Form):
    """Criteria from 1 to 5; what is not judged stays empty."""

    has_no_defects = forms.BooleanField(label=_("No visible mistakes"), required=False)
    note = text_field(_("What to mend"), 1000, 3)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        names = words.criterion_names()
        asked = {}
        for code in (*quality.CRITERIA, *quality.STANDARDS):
            marks = [("", pgettext("mark", "not judged")), *((str(mark), str(mark)) for mark in range(1, 6))]
            asked[code] = forms.TypedChoiceField(
                label=names[code], choices=marks, coerce=int, empty_value=None, required=False
            )
        self.fields = {**asked, **self.fields}

    def scores(self) -> dict[str, int]:
        """What was judged."""
        known = (*quality.CRITERIA, *quality.STANDARDS)
        return {code: self.cleaned_data[code] for code in known if self.cleaned_data[code] is not None}


class TakeForm(forms.Form):
    """Making an item of what a member gave."""

    title = forms.CharField(label=_("Title"), max_length=items.MAX_TITLE)
    category = forms.ChoiceField(label=_("Category"))

    def __init__(
        self, data: object, *, categories: Choices, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        offer(self.fields["category"], categories)


class PolicyForm(forms.Form):
    """The organisation's rules of content."""

    categories = text_field(
        _("Categories and their shares"), 600, 4, help_text=_("One a line: code, name, share in percent.")
    )
    least_mean = forms.DecimalField(
        label=_("Mean a review has to reach"), min_value=1, max_value=5, decimal_places=2, max_digits=3
    )
    cooling_days = forms.IntegerField(label=_("Days an item rests after use"), min_value=0, max_value=365)
    share_points = forms.IntegerField(
        label=_("Points for a contribution that is published"), min_value=0, max_value=1000
    )
    answer_hours = forms.IntegerField(
        label=_("Hours within which a contribution is thanked for"), min_value=1, max_value=720
    )
    jargon = text_field(_("Words few people understand"), 4000, 2, help_text=_("With commas between."))
    advertising = text_field(_("Words of advertising"), 4000, 2, help_text=_("With commas between."))

    @staticmethod
    def known(policy: ContentPolicy) -> dict[str, object]:
        """What stands in the form at first."""
        return {
            "categories": "\n".join(
                f"{one.code}, {words.category_name(one)}, {one.target_percent}" for one in policy.categories
            ),
            "least_mean": policy.least_mean,
            "cooling_days": policy.cooling_days,
            "share_points": policy.share_points,
            "answer_hours": policy.answer_hours,
            "jargon": ", ".join(policy.jargon),
            "advertising": ", ".join(policy.advertising),
        }


def comma_words(text: str) -> tuple[str, ...]:
    """Words with commas between, Chinese ones too."""
    plain = text.replace("\uff0c", ",").replace("\u3001", ",").replace("\n", ",")
    return tuple(dict.fromkeys(word.strip() for word in plain.split(",") if word.strip()))


class StrategyForm(forms.Form):
    """How a community is written for."""

    mode = forms.ChoiceField(label=_("How often"))
    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=100)
    most = forms.IntegerField(label=_("At most"), min_value=0, max_value=100)
    hours = line_field(_("Times of the day"), 60, help_text=_("Such as 08:30, 20:00."))
    subjects = forms.MultipleChoiceField(label=_("Subjects"), required=False)
    formats = forms.MultipleChoiceField(label=_("Forms"), required=False)
    style = text_field(_("Style"), 300, 2)
    bar = text_field(_("What good means here"), 300, 2)
    persona = line_field(_("Whom it is for"), items.MAX_LINE)
    goals = text_field(_("Goals it serves"), 300, 2)

    def __init__(
        self, data: object, *, initial: dict[str, object], categories: Sequence[tuple[str, str, int]]
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        modes = {"day": gettext("A day"), "week": gettext("A week"), "month": gettext("A month")}
        offer(self.fields["mode"], words.choices(modes))
        for name, offered in (("subjects", words.subject_names()), ("formats", words.format_names())):
            labels = {"data-ll-picker": "", "aria-label": str(self.fields[name].label)}
            self.fields[name].widget = forms.SelectMultiple(attrs=labels)
            offer(self.fields[name], words.choices(offered))
        for code, name, percent in categories:
            self.fields[f"share_{code}"] = forms.IntegerField(
                label=_("{name}, percent").format(name=name), min_value=0, max_value=100, initial=percent
            )

    def targets(self) -> dict[str, int]:
        """The shares of the categories."""
        given = self.cleaned_data
        return {name[6:]: given[name] for name in given if name.startswith("share_")}
