"""A small wiring of its own: reactions that write down what they saw, so repeats and gaps can be counted."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from linli.facts.communities import CommunityOpened
from linli.kernel.events import log, setup
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def small_wiring(settings, transactional_db):
    """The wiring of `small_wiring.py`, with its table of things seen."""
    settings.WIRING = "tests.kernel.events.small_wiring"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS seen_by_tests (reaction text, place bigint, name text)")
        cursor.execute("TRUNCATE seen_by_tests")
    setup.prepare(at=AT)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE seen_by_tests")


@pytest.fixture
def append():
    """Append communities opened under the given names, in one transaction."""

    def append(*names, org=1, community=7, **more):
        common = {"occurred_at": AT, "community": community, **more}
        drafts = [Draft(fact=CommunityOpened(name=one), **common) for one in names]
        with scope.org(org), transaction.atomic():
            return log.append(drafts, by=SYSTEM)

    return append


@pytest.fixture
def seen():
    """What a reaction wrote down, in the order it saw it."""

    def seen(reaction):
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM seen_by_tests WHERE reaction = %s ORDER BY ctid", [reaction])
            return [row[0] for row in cursor.fetchall()]

    return seen
