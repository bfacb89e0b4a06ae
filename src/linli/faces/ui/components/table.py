"""{% table %}, {% filters %}, {% bulk %}, {% pager %}: lists that are searched, chosen from and paged."""

from django.core.paginator import Page
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = Library()


@register.simple_block_tag
def table(content: str, label: object) -> SafeString:
    """A table (thead and tbody stand inside) that scrolls in its own box; `label` is its caption."""
    return render_to_string("ui/components/table.html", {"content": content, "label": label})


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: str, target: str = "", hits: object = "", label: object = ""
) -> SafeString:
    """The row of fields above a table, a GET form. With `target` (an id) htmx replaces that as one types.

    Leaving the search field fetches nothing: what is ticked stays ticked.
    """
    request = context.get("request")
    inside = {
        "content": content,
        "target": target,
        "hits": hits,
        "label": label,
        "path": request.path if request else "",
    }
    return render_to_string("ui/components/filters.html", inside)


@register.simple_block_tag(takes_context=True)
def bulk(context: Context, content: str, form: str, everything: int = 0) -> SafeString:
    """The bar shown while rows of the form with id `form` are ticked; buttons go inside.

    `everything` offers "choose all N" and sends `everything=1`: the action then runs on the query.
    """
    return render_to_string(
        "ui/components/bulk.html", {"content": content, "form": form, "everything": everything}
    )


@register.inclusion_tag("ui/components/tick.html")
def tick(value: object, label: object, form: str, name: str = "ids") -> dict[str, object]:
    """The checkbox of a row, in the form with id `form`; with value "all" it is the one in the header."""
    return {"value": value, "label": label, "form": form, "name": name}


@register.inclusion_tag("ui/components/pager.html", takes_context=True)
def pager(context: Context, page: "Page[object]", name: str = "page") -> dict[str, object]:
    """Numbered pages of a Django Page; keeps the other parameters of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "name": name, "request": context.get("request")}


@register.inclusion_tag("ui/components/turner.html", takes_context=True)
def turner(context: Context, newer: str = "", older: str = "") -> dict[str, object]:
    """Newer and older, for long lists read by key: values of the parameters `after` and `before`."""
    return {"newer": newer, "older": older, "request": context.get("request")}
