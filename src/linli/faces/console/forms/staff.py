"""Inviting staff, and what a seat may do and reach."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.faces.console.forms.ticks import Ticks
from linli.faces.ui.words import role_name
from linli.kernel.orgs.rules import Role


class Seat(forms.Form):
    """A role, and the communities it is limited to (none ticked = all)."""

    role = forms.ChoiceField(label=_("Role"))
    communities = forms.TypedMultipleChoiceField(
        label=_("Only these communities"),
        coerce=int,
        required=False,
        widget=Ticks,
        help_text=_("Tick none to reach all of them."),
    )

    def __init__(self, *args: object, communities: Sequence[tuple[int, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # as forms.Form
        self.fields["role"].choices = [(role.value, role_name(role)) for role in Role]  # type: ignore[attr-defined]
        self.fields["communities"].choices = communities  # type: ignore[attr-defined]
        if not communities:
            del self.fields["communities"]

    def reach(self) -> list[int] | None:
        """The communities ticked; None when none is, which reaches all."""
        return self.cleaned_data.get("communities") or None


class Invite(Seat):
    """Somebody new, with their seat."""

    email = forms.EmailField(label=_("Email"))
    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ["email", "name", "role", "communities"]
