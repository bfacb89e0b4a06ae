"""{% specimen %}: a component on show, with the signature and docstring read from its code."""

import inspect
from importlib import import_module

from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = Library()


@register.simple_block_tag
def specimen(content: str, module: str, name: str) -> SafeString:
    """Shows what stands inside beneath the signature of the tag `name` of `components/<module>.py`."""
    function = getattr(import_module(f"linli.faces.ui.components.{module}"), name)
    context = {
        "content": content,
        "name": name,
        "signature": signature(function),
        "about": inspect.getdoc(function),
    }
    return render_to_string("ui/gallery/specimen.html", context)


def signature(function: object) -> str:
    """The arguments a template gives, with defaults: `value, label, hue="green"`."""
    parts = []
    for argument in inspect.signature(function).parameters.values():  # type: ignore[arg-type]  # any function
        if argument.name in {"content", "context"}:
            continue
        empty = argument.default is inspect.Parameter.empty
        parts.append(argument.name if empty else f"{argument.name}={argument.default!r}")
    return " ".join(parts)
