"""Forms of the calendar: a post, a column, how a community plans, a guest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.connect.gateway.policy import rules as hours
from linli.faces.console import calendar_words as words
from linli.run.calendar.actions.columns import ColumnDraft
from linli.run.calendar.actions.planning import CONTRACTS, FORMS, LectureDraft, PlanningDraft
from linli.run.calendar.actions.writing import SlotDraft
from linli.run.calendar.rules import texts
from linli.run.calendar.rules.rhythm import LAST_DAY
from linli.run.calendar.rules.words import Aim, Category, Kind, Metric

Choices = Sequence[tuple[str, str]]
NOBODY = ("", _("Nobody in particular"))


class _Form(forms.Form):
    """A form whose choices come with it."""

    def __init__(
        self, data: object, *, choices: Mapping[str, Choices], initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))  # type: ignore[arg-type]  # a QueryDict or None
        named: dict[str, Choices] = {
            "category": [(one.value, words.category_name(one)) for one in Category],
            "aim": [(one.value, words.aim_name(one)) for one in Aim],
            "kind": [(one.value, words.kind_name(one)) for one in Kind],
            "metric": [(one.value, words.metric_name(one)) for one in Metric],
            "weekdays": [(str(one), words.weekday_name(one)) for one in range(7)],
            "month_days": [(str(one), words.month_day_name(one)) for one in range(1, LAST_DAY + 1)],
            **choices,
        }
        for name, listed in named.items():
            if name in self.fields:
                self.fields[name].choices = listed  # type: ignore[attr-defined]  # it has choices


def _number(least: int, most: int, **more: object) -> forms.IntegerField:
    return forms.IntegerField(min_value=least, max_value=most, **more)  # type: ignore[arg-type]  # its keywords


def _several(label: object) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,  # type: ignore[arg-type]  # lazy words
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SlotForm(_Form):
    """A post."""

    title = forms.CharField(label=_("Title"), max_length=texts.MAX_TITLE)
    starts_at = forms.DateTimeField(
        label=_("Goes out at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=texts.MAX_TEXT,
        widget=_area(8),
        help_text=_("You can write {community.name}, {slot.title}, {slot.date}, {slot.guest|guest}."),
    )
    item = forms.TypedChoiceField(
        label=_("Item of the library"), coerce=int, empty_value=None, required=False
    )
    category = forms.ChoiceField(label=_("Category"))
    aim = forms.ChoiceField(label=_("What the post is for"))
    owner = forms.TypedChoiceField(label=_("Prepared by"), coerce=int, empty_value=None, required=False)
    groups = _several(_("Groups (none: all)"))
    minutes = _number(1, 1440, label=_("Lasts minutes"))
    late_minutes = _number(1, 1440, label=_("At most so many minutes late"))

    def draft(self) -> SlotDraft:
        """What was filled in; the time is as the clock of the organisation shows it."""
        given = self.cleaned_data
        return SlotDraft(
            title=given["title"],
            text=given["text"],
            starts_at=given["starts_at"],
            minutes=given["minutes"],
            group_ids=tuple(given["groups"]),
            item_id=given["item"],
            category=given["category"],
            aim=given["aim"],
            owner_seat_id=given["owner"],
            late_minutes=given["late_minutes"],
        )


class ColumnForm(_Form):
    """A column."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("Category"))
    aim = forms.ChoiceField(label=_("What the post is for"))
    repeats = forms.ChoiceField(
        label=_("Comes"),
        choices=[("daily", _("by the day")), ("weekly", _("by the week")), ("monthly", _("by the month"))],
    )
    every = _number(1, 60, label=_("Every so many days, weeks or months"))
    weekdays = _several(_("On weekdays"))
    month_days = _several(_("On days of the month"))
    at_time = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = _number(5, 1440, label=_("Lasts minutes"))
    starts_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    host = forms.TypedChoiceField(label=_("Prepared by"), coerce=int, empty_value=None, required=False)
    groups = _several(_("Groups (none: all)"))
    text = forms.CharField(
        label=_("Its posts begin with"), required=False, max_length=texts.MAX_TEXT, widget=_area(4)
    )
    is_automatic = forms.BooleanField(label=_("Goes out by itself with this text"), required=False)
    needs_approval = forms.BooleanField(label=_("Somebody else approves each post"), required=False)
    sub_goal = forms.CharField(label=_("Goal of this column"), max_length=200, required=False)
    metric = forms.ChoiceField(label=_("Measured by"))
    target = _number(1, 100_000, label=_("On the average at least"), required=False)
    lead_hours = _number(1, 336, label=_("Content is asked for so many hours before"))

    def draft(self, preset: str = "") -> ColumnDraft:
        """What was filled in."""
        given = self.cleaned_data
        return ColumnDraft(
            name=given["name"],
            kind=given["kind"],
            category=given["category"],
            aim=given["aim"],
            repeats=given["repeats"],
            every=given["every"],
            weekdays=tuple(given["weekdays"]),
            month_days=tuple(given["month_days"]) if given["repeats"] == "monthly" else (),
            at_time=given["at_time"],
            minutes=given["minutes"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            group_ids=tuple(given["groups"]),
            host_seat_id=given["host"],
            text=given["text"],
            is_automatic=given["is_automatic"],
            needs_approval=given["needs_approval"],
            sub_goal=given["sub_goal"],
            metric=given["metric"],
            target=given["target"],
            lead_hours=given["lead_hours"],
            preset=preset,
        )


class PlanningForm(_Form):
    """How a community plans."""

    period = forms.ChoiceField(
        label=_("Counted by"),
        choices=[("day", _("day")), ("week", _("week")), ("month", _("month"))],
    )
    least = _number(0, 100, label=_("At least so many posts"))
    most = _number(0, 100, label=_("At most (0: no limit)"))
    product = _number(0, 100, label=_("Product, percent"))
    values = _number(0, 100, label=_("Values, percent"))
    interactive = _number(0, 100, label=_("Interactive, percent"))
    clash_minutes = _number(0, 1440, label=_("Two posts are too near within minutes"))
    needs_approval = forms.BooleanField(label=_("Somebody else approves new posts"), required=False)

    def draft(self) -> PlanningDraft:
        """What was filled in."""
        return PlanningDraft(**self.cleaned_data)


class LectureForm(_Form):
    """Who speaks."""

    guest = forms.CharField(label=_("Guest"), max_length=80)
    form = forms.ChoiceField(
        label=_("Form"),
        choices=list(zip(FORMS, (_("by voice"), _("by video"), _("in writing"), _("offline")), strict=True)),
    )
    contract = forms.ChoiceField(
        label=_("Agreement"),
        choices=list(zip(CONTRACTS, (_("open"), _("agreed"), _("signed")), strict=True)),
    )
    fee = forms.DecimalField(label=_("Fee"), min_value=0, max_digits=9, decimal_places=2, required=False)
    link = forms.URLField(label=_("Link"), max_length=300, required=False, assume_scheme="https")
    recording = forms.URLField(label=_("Recording"), max_length=300, required=False, assume_scheme="https")
    attended = _number(0, 1_000_000, label=_("People who came"), required=False)
    rating = _number(1, 5, label=_("Rating, 1 to 5"), required=False)

    def draft(self, member_id: int | None = None) -> LectureDraft:
        """What was filled in."""
        given = self.cleaned_data
        return LectureDraft(
            guest=given["guest"],
            member_id=member_id,
            form=given["form"],
            contract=given["contract"],
            fee_cents=int((given["fee"] or 0) * 100),
            link=given["link"],
            recording=given["recording"],
            attended=given["attended"],
            rating=given["rating"],
        )


def local_moment(raw: str, zone: ZoneInfo) -> datetime:
    """A time as the organisation's clock shows it ("2026-11-02T20:30"); ValueError for anything else."""
    wanted = datetime.fromisoformat(raw[:19])
    return hours.instant(wanted.date(), wanted.time(), zone)
