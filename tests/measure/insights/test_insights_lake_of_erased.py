"""Somebody is erased: the lake of their organisation is written anew, soon and once."""

from django.db import connection

from linli.measure.insights import jobs, reactions
from linli.people.members.actions import erasing
from tests.cast import cast, events_after  # noqa: F401


def waiting():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'",
            [reactions.REWRITE_LAKE],
        )
        return [row[0] for row in cursor.fetchall()]


def test_an_erasure_asks_for_the_lake_to_be_written_anew_once(cast, settings, tmp_path):  # noqa: F811
    settings.LAKE = tmp_path
    erasing.erase_member(member=cast.su, by=cast.by_lin, at=cast.at)
    erased = [one for one in events_after() if one.kind == "member.erased"]

    for _time in range(2):
        reactions.rewrite_lake_of_erased(erased)

    assert len(waiting()) == 1
    assert jobs.rewrite_lake(cast.org.id) >= 1
    words = b"".join(path.read_bytes() for path in tmp_path.rglob("*.parquet"))
    assert words
    assert "苏苏".encode() not in words
