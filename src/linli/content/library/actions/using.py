"""Noting where an item was used, what became of it, and what should change in it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.content.library.models import Adjustment, Item, Link
from linli.content.library.shapes import UseNote
from linli.facts.library import ItemUsed
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.actions.opening import Opening

MAX_WISH, ADJUST_DAYS = 300, 7
GROUNDS = ("feedback", "numbers", "review", "time")

_INSERT = """
INSERT INTO library_use (org_id, item_id, key, community_id, group_id, category, aim, source, origin, used_at)
SELECT %(org)s, i.id, u.key, u.community, u.group_id, i.category, i.aim, i.source, u.origin, u.used_at
FROM unnest(%(items)s::bigint[], %(keys)s::text[], %(communities)s::bigint[], %(groups)s::bigint[],
  %(origins)s::text[], %(moments)s::timestamptz[]) AS u(item, key, community, group_id, origin, used_at)
JOIN library_item i ON i.id = u.item AND i.org_id = %(org)s
ON CONFLICT DO NOTHING
RETURNING item_id, community_id, group_id, category, source, origin, used_at
"""


class CannotAdjust(Refusal):
    """A wish for a change without words."""


@transaction.atomic
def note_use(*, uses: Sequence[UseNote], by: Actor, at: datetime) -> int:
    """Note that items were published; each key counts once. Items that are gone are passed over.

    Returns how many were new.
    """
    if not uses:
        return 0
    params = {
        "org": scope.org_id(),
        "items": [one.item for one in uses],
        "keys": [one.key for one in uses],
        "communities": [one.community for one in uses],
        "groups": [one.group for one in uses],
        "origins": [one.origin for one in uses],
        "moments": [one.used_at or at for one in uses],
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, params)  # type: ignore[arg-type]  # lists with None in them
        rows = cursor.fetchall()
    log.append(
        [
            Draft(
                fact=ItemUsed(item, category, source, origin),
                occurred_at=used_at,
                community=community,
                group=group,
            )
            for item, community, group, category, source, origin, used_at in rows
        ],
        by=by,
    )
    return len(rows)


def link(*, item_id: int, kind: str, target: int, at: datetime, place: int = 0) -> None:
    """Keep what an item was made into ("topic") or holds ("holds"); the same again changes nothing."""
    Link.objects.bulk_create(
        [Link(item_id=item_id, kind=kind, target=target, place=place, made_at=at)], ignore_conflicts=True
    )


@transaction.atomic
def wish_for_change(*, item: Item, ground: str, wish: str, by: Actor, at: datetime) -> Adjustment:
    """Write down what readers or numbers say should change, and open the task. Raises CannotAdjust."""
    words = wish.strip()
    if ground not in GROUNDS or not 1 <= len(words) <= MAX_WISH:
        raise CannotAdjust(_("say what should change, in at most %(most)s characters") % {"most": MAX_WISH})
    made: Adjustment = Adjustment.objects.create(
        item_id=item.id, ground=ground, wish=words, made_at=at, made_by=by.code
    )
    wanted = Opening(
        key=f"adjust:{made.id}",
        about="other",
        title=_("Improve: {title}").format(title=item.title)[:200],
        purpose=words,
        community=item.community_id,
        member=item.member_id,
        origin=f"adjust:{made.id}",
        source=_("content library"),
        role="editor",
        due_at=at + timedelta(days=ADJUST_DAYS),
        outcomes=(),
    )
    opening.open_tasks([wanted], by=by, at=at)
    _record("item.change_wished", item.id, ground, by, at)
    return made


@transaction.atomic
def close_wish(*, adjustment: Adjustment, effect: str, by: Actor, at: datetime) -> None:
    """It was changed; `effect` says what that did. Raises CannotAdjust."""
    words = effect.strip()
    if not 1 <= len(words) <= MAX_WISH:
        raise CannotAdjust(
            _("say what was changed and what came of it, in at most %(most)s characters") % {"most": MAX_WISH}
        )
    open_ones = Adjustment.objects.filter(id=adjustment.id, done_at=None)
    if open_ones.update(done_at=at, effect=words):
        closing.settle_elsewhere({f"adjust:{adjustment.id}": "done"}, at=at, by=by)
        _record("item.change_done", adjustment.item_id, adjustment.ground, by, at)


def _record(action: str, item_id: int, ground: str, by: Actor, at: datetime) -> None:
    if by.origin in {"staff", "api"}:
        audit.record(action, subject=f"item:{item_id}", by=by, at=at, after={"ground": ground})
