"""What came of applications, campaigns and fees."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.entry import refusals
from linli.people.entry.models import Campaign, EntryLink, Fee
from linli.people.entry.rules import states

Reach = frozenset[int] | None


@dataclass(frozen=True)
class Approval:
    """Applications of a period: how many came, how they were decided, how long it took."""

    received: int
    accepted: int
    refused: int
    open: int
    late: int
    median_hours: float | None

    @property
    def share(self) -> float | None:
        """The part of decided ones that were accepted."""
        return states.decided_share(accepted=self.accepted, refused=self.refused)


@dataclass(frozen=True)
class CampaignLine:
    """A campaign and what came of it."""

    id: int
    community_id: int
    name: str
    channel: str
    audience: str
    conditions: str
    reward: str
    starts_on: date
    ends_on: date | None
    code: str
    visits: int
    applied: int
    accepted: int
    joined: int
    still_in: int


@dataclass(frozen=True)
class Payers:
    """How active those who paid are beside those who did not; per head, in the last 30 days."""

    people: int
    messages: float
    active_days: float
    still_in: float


def approval(
    *, since: datetime, now: datetime, reach: Reach = None, community: int | None = None
) -> Approval:
    """Applications sent since a moment; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE state = 'accepted'),"
            " count(*) FILTER (WHERE state = 'refused'),"
            " count(*) FILTER (WHERE state IN ('received', 'asked', 'waiting', 'offered')),"
            " count(*) FILTER (WHERE state IN ('received', 'asked') AND answer_by < %s),"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - sent_at) / 3600)"
            "  FILTER (WHERE state IN ('accepted', 'refused'))"
            " FROM entry_application WHERE org_id = %s AND sent_at >= %s"
            " AND (%s::bigint[] IS NULL OR community_id = ANY(%s))"
            " AND (%s::bigint IS NULL OR community_id = %s)",
            [now, scope.org_id(), since, *[_listed(reach)] * 2, community, community],
        )
        return Approval(*cursor.fetchone())


def campaigns(*, reach: Reach = None, community: int | None = None) -> list[CampaignLine]:
    """Campaigns with what came of them, newest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.id, k.community_id, k.name, k.channel, k.audience, k.conditions, k.reward, k.starts_on,"
            " k.ends_on, coalesce(l.code, ''), coalesce(l.visits, 0), count(a.sent_at),"
            " count(a.id) FILTER (WHERE a.state = 'accepted'), count(a.joined_at),"
            " count(a.id) FILTER (WHERE a.joined_at IS NOT NULL AND EXISTS ("
            "  SELECT 1 FROM members_membership s WHERE s.member_id = a.member_id"
            "  AND s.community_id = k.community_id AND s.left_at IS NULL))"
            " FROM entry_campaign k"
            " LEFT JOIN entry_entrylink l ON l.campaign_id = k.id AND l.revoked_at IS NULL"
            " LEFT JOIN entry_application a ON a.campaign_id = k.id"
            " WHERE k.org_id = %s AND (%s::bigint[] IS NULL OR k.community_id = ANY(%s))"
            " AND (%s::bigint IS NULL OR k.community_id = %s)"
            " GROUP BY k.id, l.code, l.visits ORDER BY k.starts_on DESC, k.id DESC",
            [scope.org_id(), *[_listed(reach)] * 2, community, community],
        )
        return [CampaignLine(*row) for row in cursor.fetchall()]


def payers(*, reach: Reach = None, community: int | None = None) -> dict[bool, Payers]:
    """Those who came in by an application where a fee was asked: who paid (True) and who did not (False)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.state = 'paid', count(*), coalesce(avg(b.messages_30), 0)::float,"
            " coalesce(avg(b.active_days_30), 0)::float, avg((b.left_at IS NULL)::int)::float"
            " FROM entry_fee f JOIN entry_application a ON a.id = f.application_id AND a.state = 'accepted'"
            " JOIN belonging_belonging b ON b.member_id = f.member_id AND b.community_id = f.community_id"
            " WHERE f.org_id = %s AND (%s::bigint[] IS NULL OR f.community_id = ANY(%s))"
            " AND (%s::bigint IS NULL OR f.community_id = %s) GROUP BY 1",
            [scope.org_id(), *[_listed(reach)] * 2, community, community],
        )
        return {row[0]: Payers(*row[1:]) for row in cursor.fetchall()}


def get_fee(fee_id: int, *, reach: Reach = None) -> Fee:
    """A fee in a community of a seat's reach, or NoSuchFee."""
    found: Fee | None = Fee.objects.filter(id=fee_id).first()
    if found is None or (reach is not None and found.community_id not in reach):
        raise refusals.NoSuchFee
    return found


def get_campaign(campaign_id: int, *, reach: Reach = None) -> Campaign:
    """A campaign in a community of a seat's reach, or NoSuchCampaign."""
    found: Campaign | None = Campaign.objects.filter(id=campaign_id).first()
    if found is None or (reach is not None and found.community_id not in reach):
        raise refusals.NoSuchCampaign
    return found


def code_of_campaign(campaign_id: int) -> str:
    """The code of a campaign's address."""
    found = EntryLink.objects.filter(campaign_id=campaign_id, revoked_at=None).order_by("id")
    return str(found.values_list("code", flat=True).first() or "")


def _listed(reach: Reach) -> list[int] | None:
    return None if reach is None else sorted(reach)
