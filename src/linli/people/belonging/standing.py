"""Numbers and standing of belongings from traces, as SQL: the CTE `stood` to select from.

`rules.standing` says the same in Python; a property test holds the two equal. No set is joined with another
but by an index or a FULL JOIN (both have the same rows): the planner takes such sets for tiny and would loop.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from linli.kernel.orgs import scope
from linli.people.belonging.rules import Thresholds

Pair = tuple[int, int]  # member (kept), community
Value = int | list[int] | list[str] | list[date]
_LIMITS = Thresholds.__struct_fields__


class Place(Protocol):
    """A community on a day, with the thresholds in force: `queries.places.Place` is one."""

    @property
    def community_id(self) -> int: ...
    @property
    def zone(self) -> str: ...
    @property
    def today(self) -> date: ...
    @property
    def thresholds(self) -> Thresholds: ...


SQL = """
WITH place AS MATERIALIZED (
  SELECT * FROM unnest(%(communities)s::bigint[], %(zones)s::text[], %(todays)s::date[], {limit_arrays})
    AS p(community_id, zone, today, {limits})
), wanted AS MATERIALIZED (
  SELECT DISTINCT u.person, u.community_id
  FROM unnest(%(members)s::bigint[], %(member_communities)s::bigint[]) u(person, community_id)
  LEFT JOIN members_member m ON m.id = u.person
  WHERE m.id IS NULL OR (m.merged_into_id IS NULL AND m.erased_at IS NULL AND NOT m.is_bot)
), record AS MATERIALIZED (
  SELECT person, community_id, person AS id FROM wanted
  UNION ALL
  SELECT w.person, w.community_id, m.id FROM wanted w JOIN members_member m ON m.merged_into_id = w.person
), trace AS (
  SELECT r.person, r.community_id, f.first_at, f.joined_at, f.came_at, f.left_at, f.first_spoke_at,
    f.last_spoke_at, f.last_active_at, NULL::bigint AS group_id
  FROM record r JOIN belonging_footprint f ON f.member_id = r.id AND f.community_id = r.community_id
  UNION ALL
  SELECT r.person, r.community_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p.group_id
  FROM record r JOIN gateway_presence p ON p.member_id = r.id AND p.is_in
  JOIN communities_group g ON g.id = p.group_id AND g.community_id = r.community_id AND g.closed_at IS NULL
), foot AS (
  SELECT person, community_id, coalesce(min(joined_at), min(first_at)) AS joined_at, max(came_at) AS came_at,
    max(left_at) AS left_at, min(first_spoke_at) AS first_spoke_at, max(last_spoke_at) AS last_spoke_at,
    max(last_active_at) AS last_active_at, count(DISTINCT group_id)::int AS groups
  FROM trace GROUP BY person, community_id HAVING count(first_at) > 0
), known AS MATERIALIZED (
  SELECT f.*, l.zone, l.today, {limits_of_place},
    (f.joined_at AT TIME ZONE l.zone)::date AS joined_on,
    (coalesce(f.came_at, f.joined_at) AT TIME ZONE l.zone)::date AS came_on,
    (f.left_at AT TIME ZONE l.zone)::date AS left_on
  FROM foot f JOIN place l USING (community_id)
), sign AS (
  SELECT r.person, r.community_id, a.day, a.messages, a.replies, a.reactions, true AS is_active
  FROM record r JOIN belonging_activeday a ON a.member_id = r.id AND a.community_id = r.community_id
  JOIN place l ON l.community_id = r.community_id WHERE a.day <= l.today
  UNION ALL SELECT person, community_id, joined_on, 0, 0, 0, false FROM known
  UNION ALL SELECT person, community_id, came_on, 0, 0, 0, false FROM known
), daily AS (
  SELECT person, community_id, day, sum(messages)::int AS messages, sum(replies)::int AS replies,
    sum(reactions)::int AS reactions, bool_or(is_active) AS is_active
  FROM sign GROUP BY person, community_id, day
), walked AS (
  SELECT *, day - lag(day) OVER w AS gap, day - first_value(day) OVER w AS span,
    count(*) FILTER (WHERE is_active) OVER w AS days_so_far,
    sum(messages) OVER w AS messages_so_far, sum(replies) OVER w AS replies_so_far
  FROM daily WINDOW w AS (PARTITION BY person, community_id ORDER BY day)
), tally AS MATERIALIZED (
  SELECT d.person, d.community_id, sum(d.messages)::int AS messages,
    coalesce(sum(d.messages) FILTER (WHERE d.day > l.today - 7), 0)::int AS messages_7,
    coalesce(sum(d.messages) FILTER (WHERE d.day > l.today - 30), 0)::int AS messages_30,
    coalesce(sum(d.messages) FILTER (WHERE d.day > l.today - 90), 0)::int AS messages_90,
    count(*) FILTER (WHERE d.is_active)::int AS active_days,
    count(*) FILTER (WHERE d.is_active AND d.day > l.today - 30)::int AS active_days_30,
    coalesce(sum(d.reactions) FILTER (WHERE d.day > l.today - 30), 0)::int AS reactions_30,
    sum(d.replies)::int AS replies,
    coalesce(sum(d.replies) FILTER (WHERE d.day > l.today - 30), 0)::int AS replies_30,
    max(d.day) AS last_sign, bool_or(d.is_active) AS is_active,
    max(d.day) FILTER (WHERE d.gap >= l.silent_days) AS back_on,
    max(d.day) FILTER (WHERE d.gap >= l.at_risk_days) AS resumed_on,
    min(d.day) FILTER (WHERE d.days_so_far >= l.familiar_days AND d.messages_so_far >= l.familiar_messages)
      AS familiar_on,
    min(d.day) FILTER (WHERE d.days_so_far >= l.trusted_days AND d.messages_so_far >= l.trusted_messages
      AND d.replies_so_far >= l.trusted_replies AND d.span >= l.trusted_span
      AND d.days_so_far >= l.familiar_days AND d.messages_so_far >= l.familiar_messages) AS trusted_on
  FROM walked d JOIN place l USING (community_id) GROUP BY d.person, d.community_id
), staged AS (
  SELECT k.*, t.messages, t.messages_7, t.messages_30, t.messages_90, t.active_days, t.active_days_30,
    t.reactions_30, t.replies, t.replies_30, t.last_sign, t.is_active, t.resumed_on, t.familiar_on,
    t.trusted_on, coalesce(t.back_on + k.returned_days, k.joined_on + k.new_days) AS settled_again,
    t.back_on, k.joined_on + k.new_days AS settled,
    CASE
      WHEN k.groups = 0 OR k.today - t.last_sign >= k.lost_days THEN 'lost'
      WHEN k.today - t.last_sign >= k.silent_days THEN 'silent'
      WHEN k.today - t.back_on < k.returned_days THEN 'returned'
      WHEN k.today - k.joined_on < k.new_days THEN 'new'
      WHEN k.today - t.last_sign >= k.at_risk_days OR NOT t.is_active THEN 'at_risk'
      ELSE 'active' END AS stage
  FROM known k FULL JOIN tally t USING (person, community_id)
), stood AS (
  SELECT person, community_id, joined_at, joined_on, came_at, last_sign AS last_sign_on,
    CASE WHEN groups = 0 THEN coalesce(left_at, last_active_at, joined_at) END AS left_at, groups,
    first_spoke_at, last_spoke_at, last_active_at, messages, messages_7, messages_30, messages_90,
    active_days, active_days_30, reactions_30, replies, replies_30, stage,
    CASE stage
      WHEN 'lost' THEN least(CASE WHEN groups = 0 THEN left_on END, last_sign + lost_days)
      WHEN 'silent' THEN last_sign + silent_days
      WHEN 'returned' THEN back_on
      WHEN 'new' THEN joined_on
      WHEN 'at_risk' THEN greatest(settled, settled_again,
        CASE WHEN is_active THEN last_sign + at_risk_days END)
      ELSE greatest(settled, settled_again, resumed_on) END AS stage_since,
    CASE WHEN trusted_on IS NOT NULL THEN 'trusted' WHEN familiar_on IS NOT NULL THEN 'familiar'
      ELSE 'stranger' END AS relation,
    coalesce(trusted_on, familiar_on, joined_on) AS relation_since,
    CASE WHEN active_days_30 >= giving_days AND messages_30 >= giving_messages THEN 'active'
      WHEN active_days_30 > 0 THEN 'ordinary' ELSE 'lurker' END AS contribution,
    today AS counted_on
  FROM staged
)
""".format(
    limits=", ".join(_LIMITS),
    limit_arrays=", ".join(f"%({one})s::int[]" for one in _LIMITS),
    limits_of_place=", ".join(f"l.{one}" for one in _LIMITS),
)


def parameters(pairs: Sequence[Pair], places: Mapping[int, Place]) -> dict[str, Value]:
    """What `SQL` is asked with: pairs, and their communities on a day under thresholds."""
    there = sorted(places.values(), key=lambda place: place.community_id)
    return {
        "org": scope.org_id(),
        "members": [member for member, _ in pairs],
        "member_communities": [community for _, community in pairs],
        "communities": [place.community_id for place in there],
        "zones": [place.zone for place in there],
        "todays": [place.today for place in there],
        **{one: [getattr(place.thresholds, one) for place in there] for one in _LIMITS},
    }
