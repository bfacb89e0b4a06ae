"""Chapters: what a community must have before one is founded, and who may found it."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel.orgs import scope
from linli.people.communities import queries
from linli.people.communities.models import Community

CORE_DAYS, SPOKE_WITHIN = 30, timedelta(days=30)


def chapters_of(community_id: int) -> QuerySet[Community]:
    """The open chapters of a community, by name."""
    return Community.objects.filter(parent_id=community_id, closed_at=None).order_by("name", "id")


def missing_for_chapter(community: Community) -> list[str]:
    """What a community lacks that a chapter would inherit, in words: culture, rules, a way of running."""
    wanted = (
        (bool(community.slogan and community.introduction), _("a slogan and an introduction")),
        (bool(community.brand.get("claims") or community.brand.get("tone")), _("a brand kit")),
        (queries.current_rules(community.id) is not None, _("published rules")),
        (bool(community.policy), _("a type with its way of running")),
    )
    return [words for is_there, words in wanted if not is_there]


def objection_to(community: Community, member_id: int, *, at: datetime) -> str:
    """Why this member may not found a chapter, in one sentence; "" where nothing speaks against it.

    A core member has been inside for CORE_DAYS and spoke within SPOKE_WITHIN; who belongs to the team leads
    already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(m.is_operator), min(s.joined_at), max(s.last_spoke_at)"
            " FROM members_membership s JOIN members_member m ON m.id = s.member_id"
            " WHERE s.org_id = %s AND s.community_id = %s AND s.member_id = %s AND s.left_at IS NULL"
            " GROUP BY s.member_id",
            [scope.org_id(), community.id, member_id],
        )
        row = cursor.fetchone()
    if row is None:
        return _("the founder is not in this community: choose one of its members")
    is_operator, joined_at, spoke_at = row
    if is_operator:
        return _("the founder belongs to the team: a chapter is founded by a member, not by its leader")
    if (at - joined_at).days < CORE_DAYS or spoke_at is None or at - spoke_at > SPOKE_WITHIN:
        return _("the founder is no core member yet: thirty days inside, and a word within the last thirty")
    return ""
