"""How plain Django forms are dressed: classes by kind of control, and ids that tie help and error to it."""

from dataclasses import dataclass
from typing import Literal

from django.forms import BoundField, widgets
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Layout = Literal["line", "check", "choices"]


@dataclass(frozen=True)
class Dressed:
    """A field ready for its template."""

    bound: BoundField
    control: SafeString
    layout: Layout
    help_id: str
    error_id: str


def dressed(bound: BoundField) -> Dressed:
    """The field with our classes and its aria attributes set; the form itself is not changed."""
    help_id = f"{bound.auto_id}-help" if bound.help_text else ""
    error_id = f"{bound.auto_id}-error" if bound.errors else ""
    attributes: dict[str, str | bool] = {}
    if style := _class_of(bound.field.widget):
        attributes["class"] = " ".join(filter(None, (str(bound.field.widget.attrs.get("class", "")), style)))
    if described := " ".join(filter(None, (help_id, error_id))):
        attributes["aria-describedby"] = described
    if error_id:
        attributes["aria-invalid"] = "true"
    layout = _layout_of(bound.field.widget)
    control = _choices(bound, attributes) if layout == "choices" else bound.as_widget(attrs=attributes)
    return Dressed(bound, control, layout, help_id, error_id)


def _choices(bound: BoundField, attributes: dict[str, str | bool]) -> SafeString:
    """Each choice a line of its own; Django's own list would wear the class of its boxes."""
    for option in bound.subwidgets:
        option.data["attrs"].update(attributes)
    rows = format_html_join(
        "", "<div>{}</div>", ((option.tag(wrap_label=True),) for option in bound.subwidgets)
    )
    return format_html('<div id="{}">{}</div>', bound.auto_id, rows)


def _layout_of(widget: widgets.Widget) -> Layout:
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "choices"
    return "line"


def _class_of(widget: widgets.Widget) -> str:
    if isinstance(widget, widgets.CheckboxInput | widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, widgets.Select):
        return "form-select"
    return "form-control"
