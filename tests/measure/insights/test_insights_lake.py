import shutil
import uuid
from datetime import timedelta

import duckdb
import pytest

from linli.facts.growth import CheckedIn
from linli.facts.members import IdentitySeen, MembershipJoined, MembershipLeft, MembersMerged, MergeUndone
from linli.facts.messages import MessageEdited, MessagePosted, ReactionAdded
from linli.kernel.events.event import Event
from linli.measure.insights import activity, lake
from tests.measure.insights.histories import at

ORG, COMMUNITY = 3, 7
SU, MOMO, ROBOT, LIN = 101, 102, 103, 104


def said(number, **more):
    return MessagePosted(message=f"m{number}", group="square", **more)


def events(*facts, community=COMMUNITY, start="2026-02-28 23:00"):
    """(member, fact) pairs an hour apart, in log order."""
    for position, (member, fact) in enumerate(facts, start=1):
        when = at(start) + timedelta(hours=position)
        yield Event(
            position=position,
            id=uuid.UUID(int=position),
            org=ORG,
            kind=fact.kind,
            occurred_at=when,
            recorded_at=when,
            community=community,
            group=9,
            member=member,
            actor="platform",
            origin="platform",
            cause=None,
            depth=0,
            key=None,
            fact=fact,
        )


def rebuilt(folder, *facts, operators=(), **more):
    return lake.rebuild(events(*facts, **more), folder=folder, org=ORG, operators=operators)


def rows(folder, columns):
    with activity.from_lake(lake.pattern(folder, ORG)) as found:
        return found.rows(f"SELECT {columns} FROM activity ORDER BY ord")


def test_events_become_rows_by_month(tmp_path):
    count = rebuilt(
        tmp_path,
        (SU, MembershipJoined(group="square")),
        (SU, said(1, thread="t", reactions=2)),
        (MOMO, said(2, reply_to="m1")),
        (MOMO, ReactionAdded(message="m1", group="square")),
        (SU, CheckedIn(day="2026-03-01", streak=1, points=5)),
        (MOMO, MessageEdited(message="m2", group="square")),
        (MOMO, MembershipLeft(group="square", reason="banned")),
        start="2026-02-28 22:00",
    )

    assert count == 6
    assert [path.name for path in sorted((tmp_path / "org=3").iterdir())] == [
        "month=2026-02",
        "month=2026-03",
    ]
    assert rows(tmp_path, "kind, grp, thread, message, member, reply_to, reactions") == [
        ("join", "9", None, "", "101", None, 0),
        ("message", "9", "t", "m1", "101", None, 2),
        ("message", "9", None, "m2", "102", "m1", 0),
        ("reaction", "9", None, "", "102", None, 0),
        ("checkin", "9", None, "", "101", None, 0),
        ("removed", "9", None, "", "102", None, 0),
    ]


def test_files_have_the_columns_of_the_schema(tmp_path):
    rebuilt(tmp_path, (SU, said(1)))

    (file,) = (tmp_path / "org=3" / "month=2026-03").glob("*.parquet")
    columns = duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)", [str(file)])
    assert [row[0] for row in columns.fetchall()] == activity.LAKE_SCHEMA.names


def test_a_join_known_from_history_is_no_recorded_join(tmp_path):
    rebuilt(tmp_path, (SU, MembershipJoined(group="square", via="history")), (SU, said(1)))

    assert rows(tmp_path, "kind") == [("seen",), ("message",)]


def test_merged_members_are_one_person_until_it_is_undone(tmp_path):
    story = [(SU, said(1)), (MOMO, said(2)), (LIN, said(3))]
    merges = [(None, MembersMerged(into=MOMO, merged=SU)), (None, MembersMerged(into=LIN, merged=MOMO))]

    rebuilt(tmp_path, *story, *merges)
    merged = rows(tmp_path, "member")
    rebuilt(tmp_path, *story, *merges, (None, MergeUndone(restored=MOMO, kept=LIN)))

    assert merged == [("104",)] * 3
    assert rows(tmp_path, "member") == [("102",), ("102",), ("104",)]


def test_a_circle_of_merges_ends():
    assert lake.final(1, {1: 2, 2: 1}) in (1, 2)
    assert lake.final(1, {1: 2, 2: 3}) == 3
    assert lake.final(9, {}) == 9


def test_bots_and_operators_are_marked_in_all_they_do(tmp_path):
    rebuilt(
        tmp_path,
        (ROBOT, IdentitySeen(identity=1, channel=1, external="r", is_bot=True)),
        (ROBOT, MembershipJoined(group="square")),
        (MOMO, said(1, is_bot=True)),
        (SU, said(2)),
        (SU, MembersMerged(into=LIN, merged=SU)),
        operators=[LIN],
    )

    assert rows(tmp_path, "member, is_bot, is_operator") == [
        ("103", True, False),
        ("102", True, False),
        ("104", False, True),
    ]


def test_what_belongs_to_no_community_stays_out(tmp_path):
    assert rebuilt(tmp_path, (SU, said(1)), community=None) == 0
    assert rows(tmp_path, "kind") == []


def test_a_rebuild_replaces_every_file(tmp_path):
    rebuilt(tmp_path, (SU, said(1)), start="2026-01-01")
    rebuilt(tmp_path, (SU, said(1)), (SU, said(2)), start="2026-05-01")

    assert [path.name for path in (tmp_path / "org=3").iterdir()] == ["month=2026-05"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["org=3"]


def test_a_deleted_lake_comes_back_the_same(tmp_path):
    story = [(SU, MembershipJoined(group="square")), (SU, said(1)), (MOMO, said(2))]
    rebuilt(tmp_path, *story)
    before = rows(tmp_path, "*")

    shutil.rmtree(tmp_path / "org=3")
    rebuilt(tmp_path, *story)

    assert rows(tmp_path, "*") == before


def test_a_failed_rebuild_leaves_the_old_files(tmp_path):
    rebuilt(tmp_path, (SU, said(1)))

    def broken():
        yield from events((SU, said(2)))
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        lake.rebuild(broken(), folder=tmp_path, org=ORG, operators=[])

    assert rows(tmp_path, "message") == [("m1",)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["org=3"]
