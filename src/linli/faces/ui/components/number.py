"""Filters |number, |percent and |signed: figures as people write them; {% language_word %}."""

from django.template import Library

from linli.faces.ui import words

register = Library()


@register.filter
def number(value: float | None) -> str:
    """1,284; at most one decimal; `–` for None."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")


@register.filter
def percent(share: float | None, places: int = 1) -> str:
    """A share from 0 to 1 as 8.4%; `–` for None."""
    return "–" if share is None else f"{100 * share:.{places}f}%"


@register.filter
def signed(value: int) -> str:
    """+10 or −3, for points won and spent."""
    return f"+{value:,}" if value > 0 else f"−{-value:,}" if value < 0 else "0"


@register.simple_tag
def language_word(code: str) -> str:
    """A language's own name: 简体中文, English."""
    return words.language_name(code)
