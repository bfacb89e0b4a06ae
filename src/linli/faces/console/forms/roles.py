"""Wording roles, putting people down for them, their plans; seeds, fans, desks, common goals."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.console.forms.operate import Choices
from linli.people.roles.rules import parts


def member_field(*, label: object = _("Member"), required: bool = False) -> forms.CharField:
    """A field that names a member; the page has the datalist `members`."""
    widget = forms.TextInput(attrs={"list": "members", "autocomplete": "off"})
    help_text = _("Type the beginning of the name and choose from the list.")
    return forms.CharField(label=label, required=required, max_length=230, widget=widget, help_text=help_text)  # type: ignore[arg-type]  # lazy words


class Wording(forms.Form):
    """A role as the community words it."""

    name = forms.CharField(label=_("Name of the role"), max_length=parts.MAX_NAME)
    does = forms.CharField(
        label=_("What it does"), max_length=parts.MAX_TEXT, required=False, widget=forms.Textarea({"rows": 2})
    )
    start = forms.ChoiceField(label=_("How it begins"))
    reinforce = forms.CharField(
        label=_("How it is strengthened"),
        max_length=parts.MAX_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    wanted = forms.IntegerField(label=_("How many are wanted"), min_value=0, max_value=parts.MOST_WANTED)
    recipe = forms.ChoiceField(label=_("Candidates are looked for by"), required=False)

    def __init__(self, *args: object, starts: Choices, recipes: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["start"].choices = starts  # type: ignore[attr-defined]
        self.fields["recipe"].choices = recipes  # type: ignore[attr-defined]


class Assign(forms.Form):
    """Who is put down for which role, and as what."""

    role = forms.ChoiceField(label=pgettext_lazy("community", "Role"))
    member = member_field()
    colleague = forms.ChoiceField(
        label=_("Or a colleague"), required=False, help_text=_("The team plays a role until a member can.")
    )
    status = forms.ChoiceField(
        label=_("Begins as"),
        choices=[
            ("candidate", _("Candidate")),
            ("member_held", _("Held by a member")),
            ("operator_played", _("Played by the team")),
        ],
    )
    evidence = forms.CharField(
        label=_("Why they"), required=False, max_length=parts.MAX_TEXT, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: object, roles: Choices, colleagues: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["colleague"].choices = [("", "–"), *colleagues]  # type: ignore[attr-defined]


class Plan(forms.Form):
    """Why they, who trains them, when to look again, who follows."""

    evidence = forms.CharField(
        label=_("Why they"), required=False, max_length=parts.MAX_TEXT, widget=forms.Textarea({"rows": 3})
    )
    trainer = forms.TypedChoiceField(label=_("Trained by"), required=False, coerce=int, empty_value=None)
    next_review_on = forms.DateField(
        label=_("Next review"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    successor = member_field(label=_("Successor"))

    def __init__(self, *args: object, colleagues: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["trainer"].choices = [("", "–"), *colleagues]  # type: ignore[attr-defined]


class Step(forms.Form):
    """One thing to do with somebody who grows into a role."""

    kind = forms.ChoiceField(label=_("Kind"))
    text = forms.CharField(label=_("What"), max_length=200)
    due_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: object, kinds: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class SeedForm(forms.Form):
    """A seed user; a member, or a name as long as they are none."""

    member = member_field()
    name = forms.CharField(label=_("Or a name"), required=False, max_length=80)
    source = forms.ChoiceField(label=_("Where from"))
    promised = forms.CharField(label=_("Benefit promised"), required=False, max_length=200)

    def __init__(self, *args: object, sources: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["source"].choices = sources  # type: ignore[attr-defined]


class Given(forms.Form):
    """What a seed was given."""

    given = forms.CharField(label=_("Benefit given"), max_length=200)


class Brought(forms.Form):
    """Whom a seed brought."""

    member = member_field(label=_("Invited member"), required=True)


class Fans(forms.Form):
    """How many die-hard fans are wanted; what a fan is comes from the rows or the text beside it."""

    target = forms.IntegerField(label=_("Target"), min_value=1, max_value=10_000_000)


class DeskForm(forms.Form):
    """Whom members ask for what, and when."""

    title = forms.CharField(label=_("Title"), max_length=parts.MAX_NAME)
    matters = forms.CharField(
        label=_("Ask here about"), max_length=parts.MAX_TEXT, widget=forms.Textarea({"rows": 2})
    )
    shown_name = forms.CharField(label=_("Name shown"), required=False, max_length=80)
    member = member_field(label=_("Or a member"))
    contact = forms.CharField(
        label=_("Contact"),
        required=False,
        max_length=120,
        help_text=_("How members reach them: members see this."),
    )
    days = forms.MultipleChoiceField(label=_("Days"), widget=forms.CheckboxSelectMultiple)
    begins = forms.TimeField(
        label=_("From"), initial=time(9), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    ends = forms.TimeField(
        label=_("Until"),
        initial=time(18),
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=_("The same as the beginning: all day. Earlier: on the next day."),
    )

    def __init__(self, *args: object, days: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        self.fields["days"].choices = days  # type: ignore[attr-defined]


class Joint(forms.Form):
    """A common goal and the roles that work together for it."""

    title = forms.CharField(label=_("Title"), max_length=80)
    goal = forms.CharField(label=_("The goal"), required=False, max_length=200)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    first = forms.ChoiceField(label=_("This role"))
    second = forms.ChoiceField(label=_("works with"))
    third = forms.ChoiceField(label=_("and with"), required=False)

    def __init__(self, *args: object, roles: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        for name in ("first", "second"):
            self.fields[name].choices = roles  # type: ignore[attr-defined]
        self.fields["third"].choices = [("", "–"), *roles]  # type: ignore[attr-defined]
