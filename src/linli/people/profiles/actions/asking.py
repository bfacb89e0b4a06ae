"""The information template: who is asked for it, how far they are, and who may be found by others."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from linli.facts.profiles import ProfileAsked, ProfileFilled
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor
from linli.people.profiles.models import Answer, Asking, Listing
from linli.people.profiles.queries import fields as known
from linli.people.profiles.rules import quality


@transaction.atomic
def ask(
    *, member_ids: Sequence[int], community_id: int, by: Actor, at: datetime, cause: Cause | None = None
) -> int:
    """Mark that the template of a community is wanted of members; returns how many were not asked before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO profiles_asking (org_id, member_id, community_id, asked_at, asked_by, screen)"
            " SELECT org_id, id, %s, %s, %s, 0 FROM members_member"
            " WHERE org_id = %s AND id = ANY(%s) AND merged_into_id IS NULL AND erased_at IS NULL ORDER BY id"
            " ON CONFLICT (member_id, community_id) DO NOTHING RETURNING member_id",
            [community_id, at, by.code, scope.org_id(), list(member_ids)],
        )
        asked = [row[0] for row in cursor.fetchall()]
    drafts = [
        Draft(fact=ProfileAsked(), occurred_at=at, community=community_id, member=one, cause=cause)
        for one in asked
    ]
    log.append(drafts, by=by)
    return len(asked)


@transaction.atomic
def reach_screen(*, member_id: int, community_id: int, screen: int) -> None:
    """Remember how far somebody came with the template; never backwards."""
    Asking.objects.filter(member_id=member_id, community_id=community_id, screen__lt=screen).update(
        screen=screen
    )


@transaction.atomic
def finish(*, member_id: int, community_id: int, by: Actor, at: datetime) -> int:
    """Somebody sent the last screen; returns the share of the template they answered, in percent.

    The log hears of it the first time.
    """
    asked = known.template_fields(community_id)
    given = Answer.objects.filter(member_id=member_id).values_list("field__code", flat=True)
    percent = quality.completeness((one.code for one in asked), given)
    rows = Asking.objects.filter(member_id=member_id, community_id=community_id, finished_at=None)
    if rows.update(finished_at=at):
        log.append_one(ProfileFilled(percent=percent), by=by, at=at, community=community_id, member=member_id)
    return percent


@transaction.atomic
def show_to_members(*, member_id: int, community_id: int, is_shown: bool, by: Actor, at: datetime) -> None:
    """Let other members of a community find what somebody shares and supplies, or no longer."""
    if is_shown:
        Listing.objects.get_or_create(member_id=member_id, community_id=community_id, defaults={"since": at})
    else:
        Listing.objects.filter(member_id=member_id, community_id=community_id).delete()
