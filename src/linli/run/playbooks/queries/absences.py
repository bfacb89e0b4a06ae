"""The last sign of members: whose fell into a span of time, with nothing after it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.queries.people import Place

SEEN, SPOKE, CHECKED_IN = "membership.seen", "message.posted", "checkin.done"
_NEVER = "'-infinity'::timestamptz"
# When somebody gave the sign last; coming into the group is one.
_LAST = {
    SEEN: f"greatest(s.joined_at, coalesce(b.last_active_at, {_NEVER}))",
    SPOKE: f"greatest(s.joined_at, coalesce(s.last_spoke_at, {_NEVER}))",
    CHECKED_IN: "greatest(s.joined_at, (SELECT max(k.at) FROM growth_checkin k WHERE k.org_id = s.org_id"
    " AND k.member_id = s.member_id AND k.community_id = s.community_id))",
}
_STAYS = """
SELECT s.member_id, s.group_id, s.community_id, coalesce(nullif(c.zone, ''), 'UTC'), {last} AS last_at
FROM members_membership s JOIN members_member p ON p.id = s.member_id AND p.merged_into_id IS NULL
  AND p.erased_at IS NULL AND NOT p.is_bot
JOIN communities_group g ON g.id = s.group_id AND g.closed_at IS NULL
JOIN communities_community c ON c.id = s.community_id AND c.closed_at IS NULL
LEFT JOIN belonging_belonging b ON b.member_id = s.member_id AND b.community_id = s.community_id
  AND b.org_id = s.org_id
WHERE s.org_id = %(org)s AND s.left_at IS NULL
"""
_MEMBERS = "SELECT * FROM ({stays}) x WHERE last_at > %(since)s AND last_at <= %(until)s ORDER BY 1, 2"
_PEOPLE = """
SELECT * FROM (SELECT DISTINCT ON (member_id) member_id, NULL::bigint, community_id, zone, last_at
  FROM ({stays}) x(member_id, group_id, community_id, zone, last_at) ORDER BY member_id, last_at DESC) y
WHERE last_at > %(since)s AND last_at <= %(until)s ORDER BY 1
"""


@dataclass(frozen=True)
class Silent:
    """Somebody whose last sign was at `last_at`; the zone is the community's."""

    place: Place
    last_at: datetime
    zone: str


def silent(subject: str, of: str, *, since: datetime, until: datetime) -> list[Silent]:
    """Those inside whose last sign fell after `since` and not after `until`; one query.

    A person's is the last one in any group they are in.
    """
    stays = _STAYS.replace("{last}", _LAST[of])
    statement = (_PEOPLE if subject == "person" else _MEMBERS).replace("{stays}", stays)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"org": scope.org_id(), "since": since, "until": until})
        rows = cursor.fetchall()
    return [
        Silent((member, group, community), last_at, zone) for member, group, community, zone, last_at in rows
    ]
