"""The forms of one community: what it is, how it is run, how it grows and ends."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.console.forms.matrix import CodedChoice, CodedLines, Lines


class Identity(forms.Form):
    """What a community says of itself, its place on the path, its plan."""

    slogan = forms.CharField(label=_("Slogan"), max_length=80, required=False)
    introduction = forms.CharField(
        label=_("Introduction"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    theme = forms.CharField(label=_("Theme"), max_length=120, required=False)
    audience = forms.CharField(label=_("For whom"), max_length=300, required=False)
    tags = Lines(label=_("Tags"))
    owner_seat_id = forms.TypedChoiceField(
        label=pgettext_lazy("community", "Owner"), coerce=int, required=False, empty_value=None
    )
    side = CodedChoice("side", label=_("Serves"), nothing=_("not said"))
    goals = forms.MultipleChoiceField(
        label=_("Goals"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: those that follow from whom it serves and from its place on the path."),
    )
    job = forms.CharField(label=_("Its part in the matrix"), max_length=200, required=False)
    lane = forms.CharField(
        label=_("Lane of the matrix"),
        max_length=40,
        required=False,
        help_text=_("A product line, for instance."),
    )
    from_stage = CodedChoice("aidass", label=_("Takes up at"), nothing=_("not said"))
    to_stage = CodedChoice("aidass", label=_("Leads to"), nothing=_("not said"))
    entry_mode = forms.CharField(label=_("How people come in"), max_length=200, required=False)
    region = forms.CharField(label=_("City or district"), max_length=60, required=False)
    is_o2o = forms.BooleanField(label=_("Meets in person, too"), required=False)

    def __init__(
        self,
        *args: object,
        seats: Sequence[tuple[int, str]],
        goals: Sequence[tuple[str, str]],
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # data and initial
        self.fields["owner_seat_id"].choices = [("", "—"), *seats]  # type: ignore[attr-defined]
        self.fields["goals"].choices = goals  # type: ignore[attr-defined]


class Logo(forms.Form):
    """A picture for a community."""

    logo = forms.FileField(
        label=_("Logo"), widget=forms.FileInput(attrs={"accept": "image/*"}), help_text=_("Up to 5 MB.")
    )


class Policy(forms.Form):
    """Of what type a community is, and how it is run."""

    type_code = forms.ChoiceField(label=_("Type"), required=False)
    type_label = forms.CharField(
        label=_("What you call it instead"),
        max_length=60,
        required=False,
        help_text=_("The position in the business counts, not the name."),
    )
    threshold = CodedChoice("threshold", label=_("Entry threshold"))
    operation = CodedChoice("operation", label=_("Intensity of operation"))
    growth = CodedChoice("growth", label=pgettext_lazy("community", "Growth"))
    capacity = forms.IntegerField(label=_("Capacity"), required=False, min_value=1, max_value=1_000_000)
    planned_opening = forms.DateField(
        label=_("Planned opening"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    lifespan_days = forms.IntegerField(
        label=_("Days of life"), required=False, min_value=1, max_value=36500, help_text=_("Empty: no end.")
    )
    staff_ratio = forms.IntegerField(
        label=_("Members for each operator"), required=False, min_value=1, max_value=1_000_000
    )
    kpis = CodedLines("kpi", label=_("Measured by"))
    columns = Lines(label=pgettext_lazy("content", "Columns"))
    playbooks = Lines(label=_("Standard procedures"))

    def __init__(self, *args: object, types: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # data and initial
        self.fields["type_code"].choices = [("", "—"), *types]  # type: ignore[attr-defined]


class Brand(forms.Form):
    """How a community looks and speaks, and under what its content is filed."""

    hue = CodedChoice("hue", label=_("Colour"), nothing=_("not said"))
    tone = forms.CharField(label=_("Tone"), max_length=300, required=False)
    claims = Lines(label=_("What it claims"))
    dos = Lines(label=_("Do"))
    donts = Lines(label=_("Do not"))
    categories = Lines(label=_("Categories of content"))
    specials = Lines(label=_("Special topics"))
    topics = Lines(label=_("Topics of discussion"))


class Farewell(forms.Form):
    """The last words to every group of a community."""

    farewell = forms.CharField(
        label=_("Farewell"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes to every open group before that is closed. Empty: nothing is said."),
    )


class Clone(forms.Form):
    """Names of new communities."""

    names = Lines(label=_("Names of the new communities"), required=True)


class Pilot(forms.Form):
    """What a trial should reach, up to three figures."""

    figure_1 = CodedChoice("figure", label=_("Figure"), nothing="—")
    at_least_1 = forms.FloatField(label=_("at least"), required=False, min_value=0, max_value=1_000_000)
    figure_2 = CodedChoice("figure", label=_("Figure"), nothing="—")
    at_least_2 = forms.FloatField(label=_("at least"), required=False, min_value=0, max_value=1_000_000)
    figure_3 = CodedChoice("figure", label=_("Figure"), nothing="—")
    at_least_3 = forms.FloatField(label=_("at least"), required=False, min_value=0, max_value=1_000_000)


class Split(forms.Form):
    """By what a community is split."""

    how = forms.ChoiceField(
        label=_("Split by"),
        choices=[("size", _("Size")), ("region", _("City or district")), ("tags", _("Tags"))],
    )
    size = forms.IntegerField(label=_("People in a part"), required=False, min_value=1, max_value=100_000)
    tags = Lines(label=_("Tags, one a line"))


class Chapter(forms.Form):
    """A chapter and the member who founds it."""

    name = forms.CharField(label=_("Name of the chapter"), max_length=120)
    founder = forms.CharField(
        label=_("Name of the founding member"),
        max_length=200,
        help_text=_("As it stands in the member list."),
    )
    region = forms.CharField(label=_("City or district"), max_length=60, required=False)
