"""{% field %} and {% fields %}: plain Django forms with label, help and error tied together."""

from django.forms import BaseForm, BoundField
from django.template import Library

from linli.faces.ui import forms

register = Library()


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """One field: label, control, help and error, joined by ids for screen readers."""
    return {"field": forms.dressed(bound)}


@register.inclusion_tag("ui/components/fields.html")
def fields(form: BaseForm) -> dict[str, object]:
    """Errors of the whole form, then every field in order. The csrf token and the buttons are yours."""
    return {"form": form, "dressed": [forms.dressed(bound) for bound in form.visible_fields()]}
