"""Signs of life, by the database's clock."""

import psycopg
import pytest
from django.db import connection as django_connection

from linli.kernel.database import heartbeat
from linli.kernel.database.connection import dsn_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection():
    with psycopg.connect(dsn_of(django_connection.settings_dict), autocommit=True) as own:
        yield own


def test_a_process_that_beats_is_alive_until_it_leaves(connection):
    sign = heartbeat.own("worker")
    assert not heartbeat.is_beating(connection, part="worker")

    heartbeat.beat(connection, sign)
    heartbeat.beat(connection, sign)
    assert heartbeat.is_beating(connection, part="worker")
    assert not heartbeat.is_beating(connection, part="gateway")

    heartbeat.leave(connection, sign)
    assert not heartbeat.is_beating(connection, part="worker")


def test_a_process_that_fell_silent_is_not_alive(connection):
    heartbeat.beat(connection, heartbeat.own("worker"))

    connection.execute("update database_heartbeat set beat_at = beat_at - interval '9 seconds'")

    assert not heartbeat.is_beating(connection, part="worker")


def test_forgetting_this_machine_leaves_the_others(connection):
    heartbeat.beat(connection, heartbeat.own("worker"))
    heartbeat.beat(connection, heartbeat.Beat("worker", "another-machine", 1))

    heartbeat.forget_host(connection)

    assert connection.execute("select host, pid from database_heartbeat").fetchall() == [
        ("another-machine", 1)
    ]
