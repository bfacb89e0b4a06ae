"""{% pill %}: one or two words of state, tinted."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.faces.ui import hues

register = Library()


@register.simple_tag
def pill(text: object, hue: str = "grey", dot: bool = False) -> SafeString:
    """A tinted word. Colour never speaks alone: `text` says the state."""
    mark = " ll-pill-dot" if dot else ""
    return format_html('<span class="ll-pill{} {}">{}</span>', mark, hues.css(hue), text)
