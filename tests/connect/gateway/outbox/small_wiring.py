"""The wiring of the outbox's tests: their adapters, a guard over runs, and a member who lives in New York."""

from django.db import connection

from linli.connect.adapters.null.adapter import NullAdapter
from tests.connect.gateway.outbox.adapters import ByHand, Faulty, Recording, Slow

ENDED = {"run:ended": "left"}

ADAPTERS = {one.code: one for one in (NullAdapter(), Faulty(), Recording(), ByHand(), Slow())}
LANES = {"live": (), "measure": ()}


def broken_guard(origins):
    """Fails in a way that would poison the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


GUARDS = {
    "broken": broken_guard,
    "run": lambda origins: {one: ENDED[one] for one in origins if one in ENDED},
}


def COMMUNITY_ZONES(ids):
    return {one: "Asia/Shanghai" for one in ids}


def MEMBER_ZONES(ids):
    return {one: "America/New_York" for one in ids if one == 99}
