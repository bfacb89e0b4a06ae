"""Noting that a member took a material home."""

from datetime import date, datetime

from django.db import transaction

from linli.content.library.models import Download
from linli.facts.library import MaterialDownloaded
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor


@transaction.atomic
def note_download(
    *, item_id: int, member_id: int, community_id: int, today: date, by: Actor, at: datetime
) -> None:
    """Count it once a day."""
    row = Download(item_id=item_id, member_id=member_id, day=today, at=at)
    Download.objects.bulk_create([row], ignore_conflicts=True)
    log.append_one(
        MaterialDownloaded(item_id),
        by=by,
        at=at,
        community=community_id,
        member=member_id,
        key=f"download:{item_id}:{member_id}:{today.isoformat()}",
    )
