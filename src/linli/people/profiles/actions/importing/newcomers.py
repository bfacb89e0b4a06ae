"""Members a file makes: an account on the channel of files (or on the one the row names), and their row."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from linli.connect.gateway.intake import resolving
from linli.connect.gateway.models import Channel
from linli.facts.inbound import Inbound
from linli.facts.members import IdentitySeen
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import Actor
from linli.people.members.actions import keeping
from linli.people.members.actions.keeping import NameSeen, Newcomer
from linli.people.profiles.rules.fates import Planned

CHANNEL = "import"
ADAPTER = "null"


def make_members(planned: Sequence[Planned], *, import_id: int, by: Actor, at: datetime) -> dict[int, int]:
    """A member for every one of these rows; gives their ids by row. Doing it twice makes nobody twice."""
    if not planned:
        return {}
    files = _channel(at).id
    by_channel: dict[int, dict[str, Planned]] = defaultdict(dict)
    for one in planned:
        external = one.external or f"import-{import_id}-{one.row}"
        by_channel[one.channel_id or files][external] = one
    made: dict[int, int] = {}
    for channel_id, rows in by_channel.items():
        people = resolving.people(channel_id, [_record(external, one, at) for external, one in rows.items()])
        fresh = {external: people[external] for external in rows if people[external].is_new}
        log.append(
            [
                Draft(
                    fact=IdentitySeen(
                        identity=one.identity, channel=channel_id, external=external, name=rows[external].name
                    ),
                    occurred_at=at,
                    member=one.member,
                )
                for external, one in fresh.items()
            ],
            by=by,
        )
        named = {external: (people[external], rows[external].name) for external in rows}
        keeping.add_members([Newcomer(one.member, name, False, at) for one, name in named.values()])
        keeping.add_names([NameSeen(one.identity, one.member, name, at) for one, name in named.values()])
        made |= {row.row: people[external].member for external, row in rows.items()}
    return made


def _channel(at: datetime) -> Channel:
    """The channel of people known from files only; it reaches nobody."""
    found: Channel = Channel.objects.get_or_create(
        name=CHANNEL, defaults={"adapter": ADAPTER, "created_at": at}
    )[0]
    return found


def _record(external: str, one: Planned, at: datetime) -> Inbound:
    return Inbound(
        kind="join",
        external_id=external,
        occurred_at=at,
        group=CHANNEL,
        sender=external,
        sender_name=one.name,
    )
