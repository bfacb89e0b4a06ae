"""Work beside the request: going into rooms we are invited to, and mutes that should have ended."""

import logging
from datetime import datetime
from typing import Any

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.connect.adapters.matrix import account as accounts
from linli.connect.adapters.matrix import mutes
from linli.connect.adapters.matrix.homeserver import Answer, Homeserver, Trouble, room_path
from linli.connect.gateway import registry
from linli.connect.gateway.contract import Refused
from linli.connect.gateway.intake import accepting
from linli.connect.gateway.intake.rules import clean_name
from linli.connect.gateway.models import Address, Channel
from linli.facts.inbound import Inbound
from linli.kernel.jobs import rounds
from linli.kernel.orgs import scope

logger = logging.getLogger(__name__)


@app.task(name="matrix.join_room", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def join_room(channel: int, org: int, room: str) -> None:
    """Follow an invitation, and learn the room's name and who is in it already."""
    with scope.org(org):
        account = registry.account_of(Channel.objects.get(id=channel))
        with Homeserver(accounts.of(account)) as server:
            try:
                server.act(room, "join")
            except Trouble as trouble:
                if isinstance(trouble.outcome, Refused):
                    logger.warning("Cannot follow the invitation to %s: %s", room, trouble)
                    return
                raise
            name = str(server.state(room, "m.room.name").get("name", ""))
            members = server.ask("GET", f"{room_path(room)}/joined_members").get("joined", {})
        _introduce(channel, room, name, members, at=timezone.now(), matrix=server.matrix)


@app.periodic(cron="*/5 * * * *")
@app.task(name="matrix.plan_ends_of_mutes", queueing_lock="matrix.plan_ends_of_mutes")
def plan_ends_of_mutes(timestamp: int) -> None:
    """Mutes whose end got lost (killed in between, or failed) are given another end."""
    rounds.in_every_organisation(_plan_overdue_ends)


def _plan_overdue_ends() -> int:
    at = timezone.now()
    overdue = list(mutes.overdue(at=at))
    for mute in overdue:
        mutes.plan_end(mute, at=at)
    return len(overdue)


def _introduce(
    channel: int, room: str, name: str, members: Answer, *, at: datetime, matrix: accounts.Matrix
) -> None:
    """People who were there before us become known by name; they have not joined just now."""
    records = [_known(room, who, shown, at=at, matrix=matrix) for who, shown in sorted(members.items())]
    for start in range(0, len(records), 1000):
        accepting.accept(channel, records[start : start + 1000], at=at)
    if name:
        places = Address.objects.filter(channel_id=channel, external=room, name="")
        places.update(name=clean_name(name))


def _known(room: str, who: str, profile: Any, *, at: datetime, matrix: accounts.Matrix) -> Inbound:
    shown = profile.get("display_name") if isinstance(profile, dict) else None
    return Inbound(
        kind="rename",
        external_id=f"known {room} {who} {shown or ''}"[:255],
        occurred_at=at,
        group=room,
        sender=who,
        sender_name=shown or "",
        is_bot=matrix.is_ours(who),
    )
