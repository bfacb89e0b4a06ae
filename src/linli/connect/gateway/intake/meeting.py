"""Knowing a person before anything happened in a group: they asked to come in."""

from datetime import datetime

from django.db import connection

from linli.connect.gateway.intake.rules import clean_name
from linli.facts.members import IdentitySeen
from linli.kernel.events import log
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import PLATFORM


def meet(channel: int, *, external: str, name: str, at: datetime) -> int:
    """The member behind a platform's account; met for the first time, one is set aside and the log says so.

    Call it in the transaction of the change.
    """
    shown = clean_name(name)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_identity (org_id, channel_id, external, name, member_id, is_bot,"
            " first_seen_at) VALUES (%s, %s, %s, %s, nextval('member_ids'), false, %s)"
            " ON CONFLICT DO NOTHING RETURNING id, member_id",
            [scope.org_id(), channel, external, shown, at],
        )
        if made := cursor.fetchone():
            fact = IdentitySeen(identity=made[0], channel=channel, external=external, name=shown)
            log.append_one(fact, by=PLATFORM, at=at, member=made[1])
            return int(made[1])
        cursor.execute(
            "SELECT member_id FROM gateway_identity WHERE org_id = %s AND channel_id = %s AND external = %s",
            [scope.org_id(), channel, external],
        )
        return int(cursor.fetchone()[0])
