"""{% icon %}: a Lucide icon as inline SVG, hidden from screen readers."""

from functools import lru_cache

import lucide
from django.template import Library
from django.utils.safestring import SafeString, mark_safe

register = Library()


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """A Lucide icon, `size` pixels square. Always beside words, or inside a control with its own label."""
    return _svg(str(name), size)


@lru_cache(maxsize=512)
def _svg(name: str, size: int) -> SafeString:
    return mark_safe(lucide._render_icon(name, size, aria_hidden="true", focusable="false"))  # noqa: S308
