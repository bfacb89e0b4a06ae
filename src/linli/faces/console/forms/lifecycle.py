"""What the stages mean: the thresholds of a version."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.belonging.rules import Thresholds

_STAGES = ("new_days", "at_risk_days", "silent_days", "lost_days", "returned_days")
_RELATION = (
    "familiar_days",
    "familiar_messages",
    "trusted_days",
    "trusted_messages",
    "trusted_replies",
    "trusted_span",
)
_GIVING = ("giving_days", "giving_messages")
_SPAN = ("trusted_replies", "trusted_span")
_LABELS = {
    "new_days": _("New: for so many days after coming"),
    "at_risk_days": _("At risk: without a sign for days"),
    "silent_days": _("Silent: without a sign for days"),
    "lost_days": _("Lost: without a sign for days"),
    "returned_days": _("Returned: for so many days after coming back"),
    "familiar_days": _("Familiar: active on days"),
    "familiar_messages": _("Familiar: messages"),
    "trusted_days": _("Trusted: active on days"),
    "trusted_messages": _("Trusted: messages"),
    "trusted_replies": _("Trusted: answers to others"),
    "trusted_span": _("Trusted: days between first and last"),
    "giving_days": _("Active participant: days of 30"),
    "giving_messages": _("Active participant: messages in 30 days"),
}


class StageRules(forms.Form):
    """A number for each threshold, and for which communities."""

    scope = forms.ChoiceField(label=_("Counts for"))

    def __init__(self, data: object, *, scopes: list[tuple[str, str]], initial: Thresholds) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]  # it is a ChoiceField
        for name, label in _LABELS.items():
            self.fields[name] = forms.IntegerField(
                label=label,
                initial=getattr(initial, name),
                min_value=0 if name in _SPAN else 1,
                max_value=365 if name in _STAGES else 3650 if name in _SPAN else 100_000,
            )

    def numbers(self) -> dict[str, int]:
        """The thresholds by name."""
        return {name: self.cleaned_data[name] for name in _LABELS}

    @property
    def parts(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (title, [self[name] for name in names])
            for title, names in (
                (_("Stages"), _STAGES),
                (_("Relation"), _RELATION),
                (_("Contribution"), _GIVING),
            )
        ]
