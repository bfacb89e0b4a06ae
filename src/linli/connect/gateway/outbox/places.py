"""The policies and clocks that hold for a batch of effects, loaded once for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from linli.connect.gateway import registry
from linli.connect.gateway.contract import Capabilities, Rate
from linli.connect.gateway.outbox import hooks
from linli.connect.gateway.outbox.rows import Row
from linli.connect.gateway.outbox.rules import surfaces_of
from linli.connect.gateway.policy import queries, reader
from linli.connect.gateway.policy.document import Cap, Policy, Quiet
from linli.connect.gateway.policy.rules import ZonedWindow, first_open
from linli.kernel.orgs.models import Organisation

LAST_RESORT = "Asia/Shanghai"


class Places:
    """Answers, for each effect of a batch: which policy holds, and in which zone."""

    def __init__(self, rows: Sequence[Row]) -> None:
        orgs = {row.org for row in rows}
        self._policies = queries.policies_for(
            [*((row.org, row.community) for row in rows), *((org, None) for org in orgs)]
        )
        self._channel_rates = {
            (org, rate.connector): rate for org in orgs for rate in self._policies[org, None].channel_rates
        }
        self._orgs = dict(Organisation.objects.filter(id__in=orgs).values_list("id", "zone"))
        self._communities = _by_org(
            hooks.community_zones,
            ((row.org, row.community) for row in rows if not self.policy(row).zone),
        )
        self._members = _by_org(
            hooks.member_zones, ((row.org, row.member) for row in rows if self._asks(row))
        )
        self._openings: dict[tuple[datetime, tuple[ZonedWindow, ...]], datetime | None] = {}

    def policy(self, row: Row) -> Policy:
        """The policy that holds for an effect."""
        return self._policies[row.org, row.community]

    def zone(self, row: Row, whose: str, fallback: str = "community") -> ZoneInfo:
        """The zone called `member`, `group` or `community` for an effect, or the IANA zone of that name."""
        if whose == "member":
            own = self._members.get((row.org, row.member or 0), "")
            return reader.zone_of(own) if reader.is_zone(own) else self.zone(row, fallback)
        if whose not in ("group", "community"):
            return reader.zone_of(whose)
        for name in (
            self.policy(row).zone,
            self._communities.get((row.org, row.community or 0), ""),
            self._orgs.get(row.org, ""),
        ):
            if reader.is_zone(name):
                return reader.zone_of(name)
        return reader.zone_of(LAST_RESORT)

    def on_cap(self, row: Row) -> str:
        """What a full cap means for an effect: as it was planned, else by the policy for its class."""
        return row.on_cap or self.policy(row).on_cap[row.message_class]

    def quiet_hours(self, row: Row) -> list[Quiet]:
        """The quiet hours that may concern an effect."""
        if not row.is_message:
            return []
        surfaces = surfaces_of(row.surface)
        return [
            quiet
            for quiet in self.policy(row).quiet_hours
            if quiet.surface in surfaces and row.message_class in quiet.applies_to
        ]

    def caps(self, row: Row) -> list[Cap]:
        """The caps that may concern an effect."""
        policy = self.policy(row)
        if not row.is_message or self.on_cap(row) == "ignore":
            return []
        surfaces = surfaces_of(row.surface)
        return [
            cap
            for cap in policy.caps
            if cap.surface in surfaces
            and row.message_class in cap.applies_to
            and (row.member if cap.unit == "person" else row.group) is not None
        ]

    def rates(self, row: Row) -> tuple[Rate | None, Rate | None]:
        """How fast the account and the target of an effect may be used."""
        adapter = registry.adapters().get(row.adapter)
        known = adapter.capabilities if adapter else Capabilities()
        chosen = self._channel_rates.get((row.org, row.adapter))
        if chosen is None:
            return known.account_rate, known.target_rate
        target = chosen.per_chat if row.surface == "dm" else chosen.per_group
        return chosen.per_account or known.account_rate, target or known.target_rate

    def opening(self, row: Row, at: datetime, quiet_hours: Sequence[Quiet]) -> datetime | None:
        """The first moment not before `at` outside these quiet hours; None when there is none."""
        windows = tuple((one.window, self.zone(row, one.zone, one.fallback)) for one in quiet_hours)
        known = (at, windows)
        if known not in self._openings:
            self._openings[known] = first_open(at, windows)
        return self._openings[known]

    def _asks(self, row: Row) -> bool:
        return row.member is not None and any(
            zone == "member" for zone in _zones_of(self.quiet_hours(row), self.caps(row))
        )


def _zones_of(hours: Sequence[Quiet], caps: Sequence[Cap]) -> list[str]:
    return [one.zone for one in hours] + [one.zone for one in caps]


def _by_org(
    find: hooks.ZoneFinderOf, pairs: Iterable[tuple[int, int | None]]
) -> Mapping[tuple[int, int], str]:
    ids: dict[int, set[int]] = defaultdict(set)
    for org, one in pairs:
        if one is not None:
            ids[org].add(one)
    return {
        (org, one): zone for org, listed in ids.items() for one, zone in find(org, sorted(listed)).items()
    }
