"""{% avatar %} and {% person %}: a round initial coloured by the name, alone or with name and note."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.faces.ui import hues

register = Library()


@register.simple_tag
def avatar(name: str, size: str = "m", hue: str = "") -> SafeString:
    """The initial of a name in a circle; sizes s 24, m 32, l 48, xl 64 px. The name must stand beside it."""
    return format_html(
        '<span class="ll-avatar ll-avatar-{} {}" aria-hidden="true">{}</span>',
        size,
        hues.css(hue or hues.of_name(name)),
        hues.initial(name),
    )


@register.inclusion_tag("ui/components/person.html")
def person(name: str, note: object = "", url: str = "", hue: str = "") -> dict[str, object]:
    """Avatar, name (a link when `url`) and a second line; for table cells and lists."""
    return {"name": name, "note": note, "url": url, "hue": hue}


@register.filter
def initial(name: str) -> str:
    """The one character that stands for a name."""
    return hues.initial(name)
