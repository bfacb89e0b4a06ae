"""{% timeline %} and {% moment %}: what happened, newest or oldest first as the page decides."""

from datetime import datetime

from django.template import Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from linli.faces.ui import hues

register = Library()


@register.simple_block_tag
def timeline(content: str, label: str = "") -> SafeString:
    """The list around {% moment %} items."""
    return format_html('<ol class="ll-timeline" aria-label="{}">{}</ol>', label, mark_safe(content))  # noqa: S308


@register.simple_block_tag
def moment(
    content: str,
    title: object,
    at: datetime | None = None,
    icon: str = "circle",
    hue: str = "grey",
    style: str = "relative",
) -> SafeString:
    """One event: a sentence, its time, and inside the block a quotation, reason or link."""
    context = {
        "content": content,
        "title": title,
        "at": at,
        "icon": icon,
        "hue": hues.css(hue),
        "style": style,
    }
    return render_to_string("ui/components/moment.html", context)
