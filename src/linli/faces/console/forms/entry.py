"""Deciding on applications, and writing how people come in."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.entry import wording
from linli.people.entry.actions.policies import Settings
from linli.people.entry.rules import onboarding as steps
from linli.people.entry.rules import policy as rules
from linli.people.entry.rules import states
from linli.people.entry.rules.onboarding import Plan, Step
from linli.people.entry.rules.policy import Criterion, Policy, Question


class Decision(forms.Form):
    """What is decided about one application or many."""

    do = forms.ChoiceField(choices=[(one, one) for one in ("accept", "refuse", "ask", "wait")])
    reason = forms.ChoiceField(required=False)
    words = forms.CharField(required=False, max_length=1_000, widget=forms.Textarea({"rows": 3}))
    ids = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: object, chosen: list[str] | None = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        listed = [(code, wording.reason(code)) for code in states.REASONS]
        self.fields["reason"].choices = [("", "—"), *listed]  # type: ignore[attr-defined]
        self.fields["ids"].choices = [(one, one) for one in chosen or [] if one.isdigit()]  # type: ignore[attr-defined]


class PolicySettings(forms.Form):
    """A policy beside its criteria."""

    mode = forms.ChoiceField(label=_("How people come in"))
    audience = forms.CharField(
        label=_("Who it is for"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    group = forms.TypedChoiceField(label=_("Into which group"), coerce=int, required=False, empty_value="")
    way_in = forms.CharField(
        label=_("The way in, where no program can let people in"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("An accepted applicant reads this, like: add our assistant and say “reading”."),
    )
    is_exempt = forms.BooleanField(
        label=_("It only gathers traffic: no shared attributes are needed"), required=False
    )
    auto_accept_from = forms.IntegerField(
        label=_("Accept by itself from this score on"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("Empty: a person decides every application."),
    )
    answer_hours = forms.IntegerField(label=_("Answer within hours"), min_value=1, max_value=1_440)
    offer_hours = forms.IntegerField(
        label=_("Keep a place that came free for hours"), min_value=1, max_value=720
    )

    def __init__(self, data: object, *, policy: Policy, groups: list[tuple[int, str]]) -> None:
        given = {name: getattr(policy, name) for name in Settings.__struct_fields__}
        super().__init__(data, initial=given)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["mode"].choices = [(one, wording.mode(one)) for one in rules.MODES]  # type: ignore[attr-defined]
        first = [(0, _("The oldest group that is open")), *groups]
        self.fields["group"].choices = first  # type: ignore[attr-defined]

    def settings(self) -> Settings:
        """What was typed."""
        return Settings(**{**self.cleaned_data, "group": self.cleaned_data["group"] or 0})


class CriterionForm(forms.Form):
    """One criterion; which fields count depends on its kind."""

    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=rules.LONGEST_TITLE)
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=100, initial=10)
    is_required = forms.BooleanField(label=_("Needed"), required=False)
    field = forms.ChoiceField(label=_("Field of the profile"), required=False)
    wanted = forms.CharField(
        label=_("Wanted values"),
        required=False,
        max_length=1_000,
        help_text=_("With commas; empty: any answer counts."),
    )
    prompt = forms.CharField(
        label=_("What the applicant reads"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    needs_link = forms.BooleanField(label=_("The proof is a link"), required=False)
    amount = forms.DecimalField(
        label=_("Amount in yuan"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    is_deposit = forms.BooleanField(label=_("It is given back later (deposit)"), required=False)
    questions = forms.CharField(
        label=_("Questions of the test"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("A question on a line, then its choices on lines with - ; the right one with * ."),
    )
    pass_percent = forms.IntegerField(
        label=_("Passed from percent"), required=False, min_value=1, max_value=100, initial=60
    )

    def __init__(self, data: object, *, fields: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix="new")  # type: ignore[arg-type]  # a QueryDict or None
        listed = [(one, wording.criterion_kind(one)) for one in rules.KINDS]
        self.fields["kind"].choices = listed  # type: ignore[attr-defined]
        self.fields["field"].choices = [("", "—"), *fields]  # type: ignore[attr-defined]

    def criterion(self) -> Criterion:
        """What was typed, as a criterion without an id; what its kind does not need is left out."""
        given = self.cleaned_data
        kind = given["kind"]
        wanted = given["wanted"].replace("，", ",").replace("、", ",").split(",")
        return Criterion(
            id="",
            kind=kind,
            title=given["title"].strip(),
            weight=given["weight"],
            is_required=given["is_required"],
            field=given["field"] if kind == "attribute" else "",
            wanted=tuple(one.strip() for one in wanted if one.strip()) if kind == "attribute" else (),
            prompt=given["prompt"].strip(),
            needs_link=kind == "task" and given["needs_link"],
            questions=read_questions(given["questions"]) if kind == "test" else (),
            pass_percent=given["pass_percent"] or 60,
            amount_cents=int((given["amount"] or 0) * 100) if kind == "fee" else 0,
            is_deposit=kind == "fee" and given["is_deposit"],
        )


def read_questions(text: str) -> tuple[Question, ...]:
    """Questions as they are typed: a line each, choices below with - or * (the right one)."""
    found: list[tuple[str, list[str], int]] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith(("-", "*")) and found:
            words, choices, right = found[-1]
            if line.startswith("*"):
                found[-1] = (words, choices, len(choices))
            choices.append(line[1:].strip()[:200])
        elif line:
            found.append((line[:300], [], -1))
    return tuple(Question(words, tuple(choices), right) for words, choices, right in found)


class PlanForm(forms.Form):
    """The first steps: which there are, in which order, in which words."""

    stuck_after_days = forms.IntegerField(label=_("Stuck after days"), min_value=1, max_value=90)
    own = forms.CharField(
        label=_("Steps of your own"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One on a line; newcomers tick them themselves."),
    )

    def __init__(self, data: object, *, plan: Plan) -> None:
        own = "\n".join(one.title for one in plan.steps if one.kind == "own")
        initial = {"stuck_after_days": plan.stuck_after_days, "own": own}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        chosen = {one.kind: one for one in plan.steps}
        for kind in steps.KINDS[:-1]:
            self.fields[f"on_{kind}"] = forms.BooleanField(
                label=wording.step_kind(kind), required=False, initial=kind in chosen
            )
            self.fields[f"title_{kind}"] = forms.CharField(
                label=_("In your own words"),
                required=False,
                max_length=steps.LONGEST_TITLE,
                initial=chosen[kind].title if kind in chosen else "",
            )

    def plan(self) -> Plan:
        """What was chosen."""
        given = self.cleaned_data
        usual = [
            Step(code=kind, kind=kind, title=given[f"title_{kind}"])
            for kind in steps.KINDS[:-1]
            if given[f"on_{kind}"]
        ]
        own = [line.strip() for line in given["own"].splitlines() if line.strip()]
        made = [Step(code=f"own-{n}", kind="own", title=title) for n, title in enumerate(own, 1)]
        return Plan(steps=(*usual, *made), stuck_after_days=given["stuck_after_days"])


class Period(forms.Form):
    """Which comings and goings are shown."""

    since = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(
        required=False, choices=[(one, one) for one in ("", "joined", "gone", "left", "kicked", "banned")]
    )
    USUAL = timedelta(days=30)


class CampaignForm(forms.Form):
    """A campaign."""

    name = forms.CharField(label=_("Name"), max_length=80)
    channel = forms.CharField(
        label=_("Where"),
        max_length=40,
        help_text=_("Official account, website, forum, lecture, exhibition …"),
    )
    audience = forms.CharField(label=_("Whom it is for"), required=False, max_length=200)
    conditions = forms.CharField(label=_("On what conditions"), required=False, max_length=200)
    reward = forms.CharField(label=_("What newcomers get"), required=False, max_length=200)
    words = forms.CharField(
        label=_("What is said"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 3})
    )
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}))
