"""Paths and carriers of the matrix, types of communities, places, and who must be kept apart."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.people.communities import words

MOST_MEMBERS = 2000


def lines(text: str) -> tuple[str, ...]:
    """A text as its lines, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class Lines(forms.CharField):
    """A list, one entry a line; its value is a tuple."""

    def __init__(self, **options: object) -> None:
        given = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 4000, "required": False}
        super().__init__(**(given | options))  # type: ignore[arg-type]  # options of CharField

    def prepare_value(self, value: object) -> object:
        """Lists are shown with an entry a line."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: object) -> object:
        """The entries."""
        return lines(str(super().clean(value) or ""))


class CodedLines(Lines):
    """A list of codes of a kind, shown and typed in the reader's words; other words are taken as they are."""

    def __init__(self, kind: str, **options: object) -> None:
        self.kind = kind
        super().__init__(**options)

    def prepare_value(self, value: object) -> object:
        """Codes are shown in words."""
        if isinstance(value, list | tuple):
            value = [words.say(self.kind, str(one)) for one in value]
        return super().prepare_value(value)

    def clean(self, value: object) -> object:
        """Words become codes again."""
        return tuple(
            words.code_of(self.kind, one) for one in lines(str(super(Lines, self).clean(value) or ""))
        )


class CodedChoice(forms.ChoiceField):
    """One code of a kind (`words.choices`), in the reader's words; with `nothing`, none of them."""

    def __init__(self, kind: str, *, nothing: object = None, **options: object) -> None:
        first = [("", nothing)] if nothing is not None else []
        options.setdefault("required", nothing is None)
        super().__init__(choices=lambda: [*first, *words.choices(kind)], **options)  # type: ignore[arg-type]


class Edge(forms.Form):
    """A path: where from, where to, on what terms. Ends are "community:7" and "carrier:2"."""

    source = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=_("To"))
    rule = forms.CharField(
        label=_("Rule"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who is handed over and why; invited members read it."),
    )
    trigger = CodedChoice("trigger", label=_("When somebody is ripe"))
    eligible_tag = forms.CharField(
        label=_("Only those with this tag"), max_length=40, required=False, help_text=_("Empty: everybody.")
    )
    eligible_days = forms.IntegerField(
        label=_("Only after this many days inside"), required=False, min_value=0, max_value=3650
    )
    needs_consent = forms.BooleanField(label=_("Members are asked first"), required=False, initial=True)

    def __init__(self, *args: object, nodes: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # data and initial
        for name in ("source", "target"):
            self.fields[name].choices = nodes  # type: ignore[attr-defined]  # a ChoiceField


class Carrier(forms.Form):
    """Another way of reaching people."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = CodedChoice("carrier", label=_("Kind"))
    from_stage = CodedChoice("aidass", label=_("Takes up at"))
    to_stage = CodedChoice("aidass", label=_("Leads to"))
    job = forms.CharField(label=_("What it is there for"), max_length=200, required=False)


class Type(forms.Form):
    """A type of community with the way it is run."""

    name = forms.CharField(label=_("Name"), max_length=60)
    note = forms.CharField(
        label=_("In a sentence"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    threshold = CodedChoice("threshold", label=_("Entry threshold"))
    operation = CodedChoice("operation", label=_("Intensity of operation"))
    from_stage = CodedChoice("aidass", label=_("Takes up at"), nothing=_("not said"))
    to_stage = CodedChoice("aidass", label=_("Leads to"), nothing=_("not said"))
    lifespan_days = forms.IntegerField(
        label=_("Days of life"), required=False, min_value=1, max_value=36500, help_text=_("Empty: no end.")
    )
    growth = CodedChoice("growth", label=pgettext_lazy("community", "Growth"))
    capacity = forms.IntegerField(label=_("Capacity"), required=False, min_value=1, max_value=1_000_000)
    staff_ratio = forms.IntegerField(
        label=_("Members for each operator"), required=False, min_value=1, max_value=1_000_000
    )
    kpis = CodedLines("kpi", label=_("Measured by"))
    columns = Lines(label=pgettext_lazy("content", "Columns"))
    playbooks = Lines(label=_("Standard procedures"))
    exempt_from_criteria = forms.BooleanField(label=_("People come in without criteria"), required=False)
    no_sales = forms.BooleanField(label=_("Nothing is sold here"), required=False)
    is_retired = forms.BooleanField(label=_("Not offered for new communities"), required=False)


class Venue(forms.Form):
    """A place where people meet."""

    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=200)
    region = forms.CharField(label=_("City or district"), max_length=60, required=False)
    capacity = forms.IntegerField(label=_("Capacity"), required=False, min_value=1, max_value=1_000_000)
    hosts = forms.CharField(label=_("Hosts"), max_length=200, required=False)
    cost = forms.DecimalField(
        label=_("Cost for one use"), required=False, min_value=0, max_value=10**9, decimal_places=2
    )
    communities = forms.TypedMultipleChoiceField(
        label=_("Communities that meet here"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, communities: Sequence[tuple[int, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # data and initial
        self.fields["communities"].choices = communities  # type: ignore[attr-defined]


class Visits(forms.Form):
    """Who was at a venue on a day."""

    community = forms.TypedChoiceField(label=_("Community"), coerce=int)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    members = Lines(
        label=_("Members"), required=True, help_text=_("Names as they stand in the member list, one a line.")
    )

    def __init__(self, *args: object, communities: Sequence[tuple[int, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # data and initial
        self.fields["community"].choices = communities  # type: ignore[attr-defined]


class Separation(forms.Form):
    """Two kinds of people who must not share a community."""

    first = forms.CharField(label=_("Tag of the first"), max_length=40)
    second = forms.CharField(label=_("Tag of the second"), max_length=40)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)
    forbids = forms.BooleanField(label=_("Forbid it, do not only warn"), required=False)


class Ids(forms.Form):
    """Members chosen in a list."""

    members = forms.CharField(max_length=MOST_MEMBERS * 20, required=False)
