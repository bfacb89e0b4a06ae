"""{% todos %} and {% todo %}: the strip of things somebody must do now, first on the today page."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from linli.faces.ui import hues

register = Library()


@register.simple_block_tag
def todos(content: str, label: str = "") -> SafeString:
    """The list around {% todo %} items; `label` names it for screen readers."""
    return format_html('<ul class="ll-todos" aria-label="{}">{}</ul>', label, mark_safe(content))  # noqa: S308


@register.inclusion_tag("ui/components/todo.html")
def todo(
    title: object, note: object = "", icon: str = "circle-check", hue: str = "sky", url: str = ""
) -> dict[str, object]:
    """One thing to do: a sentence with its count, a note with the worst case, a link to where it is done."""
    return {"title": title, "note": note, "icon": icon, "hue": hues.css(hue), "url": url}
