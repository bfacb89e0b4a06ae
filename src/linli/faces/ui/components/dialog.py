"""{% confirm %} and {% opens %}: asking once more before what cannot be undone."""

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.faces.ui import hues

register = Library()


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    id: str,
    title: object,
    action: str,
    label: object,
    hue: str = "rose",
    icon: str = "triangle-alert",
) -> SafeString:
    """A dialog posting to `action` when its button `label` is pressed. Say the count in the title.

    Inside the block: the sentence; hidden inputs may stand there too. Only for what cannot be undone.
    """
    inside = {
        "content": content,
        "id": id,
        "title": title,
        "action": action,
        "label": label,
        "hue": hues.css(hue),
        "button": "danger" if hue == "rose" else "primary",
        "icon": icon,
        "csrf_token": context.get("csrf_token"),
    }
    return render_to_string("ui/components/confirm.html", inside)


@register.simple_tag
def opens(id: str) -> SafeString:
    """Attributes of the button that opens a dialog: <button type="button" {% opens "erase" %}>."""
    return format_html('data-ll-dialog="{0}" aria-haspopup="dialog" aria-controls="{0}"', id)
