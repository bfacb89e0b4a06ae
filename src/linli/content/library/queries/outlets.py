"""Reading links to items for platforms outside."""

from linli.content.library.models import Item, Outlet
from linli.kernel.orgs import scope


def find_outlet(code: str) -> Outlet | None:
    """A link by the code in its address, of any organisation, while its item may be published.

    Needs no scope: who opens it is nobody yet. Read on in the scope of its `org_id`.
    """
    with scope.everywhere():
        found: Outlet | None = (
            Outlet.objects.filter(code=code, item__approved_number__isnull=False)
            .exclude(item__state__in=("retired", "withdrawn"))
            .first()
        )
    return found


def outlets_of(item: Item) -> list[Outlet]:
    """The links of an item, the most opened first."""
    return list(Outlet.objects.filter(item_id=item.id).order_by("-opened", "platform"))
