"""{% slot %}, {% card %}, {% notice %}, {% empty %}: the boxes pages are made of."""

from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from linli.faces.ui import hues

register = Library()


@register.simple_block_tag
def slot(content: str) -> str:
    """Keeps a piece of template for another tag: {% slot as x %}…{% endslot %}{% card "T" actions=x %}."""
    return content


@register.simple_block_tag
def card(
    content: str, title: object = "", lead: object = "", actions: str = "", flush: bool = False, id: str = ""
) -> SafeString:
    """A white box with heading, one sentence and actions. `flush` lets a table or list touch the edges."""
    context = {"content": content, "title": title, "lead": lead, "actions": actions, "flush": flush, "id": id}
    return render_to_string("ui/components/card.html", context)


@register.simple_block_tag
def notice(content: str, hue: str = "amber", icon: str = "triangle-alert") -> SafeString:
    """A tinted sentence inside a page: what is wrong or worth knowing, and what to do."""
    context = {"content": content, "hue": hues.css(hue), "icon": icon}
    return render_to_string("ui/components/notice.html", context)


@register.inclusion_tag("ui/components/empty.html")
def empty(
    title: object, text: object = "", icon: str = "inbox", url: str = "", action: object = ""
) -> dict[str, object]:
    """What stands where a list would: says what will be here, and names the next action."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}
