"""Links to items for platforms outside, and counting who opens them."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.content.library.models import Item, Outlet
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor

MAX_PLATFORM, MOST_OUTLETS = 40, 20


class CannotLink(Refusal):
    """An item that may not be published, or a platform without a name."""


@transaction.atomic
def open_outlet(*, item: Item, platform: str, by: Actor, at: datetime) -> Outlet:
    """A link to an approved item for a platform; the same platform gives the same link. Raises CannotLink."""
    name = platform.strip()
    if item.approved_number is None:
        raise CannotLink(_("only approved items go outside: send it to a review first"))
    if not 1 <= len(name) <= MAX_PLATFORM or Outlet.objects.filter(item_id=item.id).count() >= MOST_OUTLETS:
        raise CannotLink(_("name the platform, in at most %(most)s characters") % {"most": MAX_PLATFORM})
    fresh = Outlet(item_id=item.id, code=secrets.token_hex(6), platform=name, made_at=at, made_by=by.code)
    Outlet.objects.bulk_create([fresh], ignore_conflicts=True)
    kept: Outlet = Outlet.objects.get(item_id=item.id, platform=name)
    if kept.code == fresh.code and by.origin in {"staff", "api"}:
        audit.record("item.linked", subject=f"item:{item.id}", by=by, at=at, after={"outlet": kept.id})
    return kept


def count_opening(outlet_id: int) -> None:
    """Somebody opened the link."""
    Outlet.objects.filter(id=outlet_id).update(opened=F("opened") + 1)
