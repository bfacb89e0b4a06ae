"""The figures of real histories equal the values delivered beside them."""

import csv
import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from linli.facts.inbound import Inbound
from linli.measure.insights import activity, rules
from linli.measure.insights.metrics import active, archive, cohorts

FOLDER = Path(os.environ.get("LINLI_ARCHIVES", Path(__file__).parents[3] / "shared/data"))
HISTORIES = ("s1_games_zh", "raku_irc", "urho3d_forum")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no archives at {FOLDER}")


def neutral(path):
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Inbound(
                kind=row["type"],
                external_id=row["id"],
                occurred_at=datetime.fromisoformat(row["ts"]),
                group=row["channel"],
                sender=row["user"],
                thread=row.get("thread", ""),
                reply_to=row.get("reply_to", ""),
                reactions=row.get("reactions", 0),
                is_bot=row.get("bot", False),
            )


def invented(people_and_times):
    """Activity of (person, time) pairs that are no chat."""
    return activity.from_records(
        Inbound(
            kind="message",
            external_id=str(number),
            occurred_at=datetime.fromisoformat(f"{when}+00:00"),
            group="all",
            sender=person,
        )
        for number, (person, when) in enumerate(people_and_times)
    )


@pytest.fixture(scope="module", params=HISTORIES)
def real(request):
    with activity.from_records(neutral(FOLDER / request.param / "messages.jsonl")) as found:
        yield FOLDER / request.param, found


def test_every_figure_equals(real):
    folder, found = real

    assert archive.figures(found) == json.loads((folder / "expected.json").read_text())


def test_every_group_equals(real):
    folder, found = real
    with (folder / "expected_groups.csv").open(encoding="utf-8") as file:
        expected = list(csv.reader(file))[1:]

    ours = [
        [
            group.group,
            str(group.messages),
            str(group.users),
            str(group.top10_share),
            f"{group.first_message:%Y-%m-%dT%H:%M:%SZ}",
            f"{group.last_message:%Y-%m-%dT%H:%M:%SZ}",
            str(group.newcomers_eligible),
            str(group.newcomers_week4_active),
        ]
        for group in archive.group_figures(found)
    ]

    assert ours == expected


def test_every_weekly_cohort_equals(real):
    folder, found = real
    with (folder / "expected_weekly_cohorts.csv").open(encoding="utf-8") as file:
        expected = list(csv.reader(file))[1:]

    matrix = cohorts.cohorts(found, unit="week", columns=9, source="speech")

    ours = [
        [f"{start:%Y-%m-%d}", str(size), *(str(cell or 0) for cell in cells)]
        for start, size, cells in zip(matrix.starts, matrix.sizes, matrix.cells, strict=True)
    ]
    assert ours == expected


def test_monthly_cohorts_equal_the_published_cdnow_sample():
    with (FOLDER / "reference/cdnow_sample.csv").open() as file:
        bought = [
            (row["id"], datetime.strptime(row["date"], "%Y%m%d").isoformat()) for row in csv.DictReader(file)
        ]
    with (FOLDER / "reference/cdnow_sample_monthly_cohorts_expected.csv").open() as file:
        expected = list(csv.reader(file))

    with invented(bought) as found:
        matrix = cohorts.cohorts(found, unit="month", source="speech")

    ours = [
        [f"{start:%Y-%m}", *["0"] * ahead, *map(str, cells)]
        for ahead, (start, cells) in enumerate(zip(matrix.starts, matrix.cells, strict=True))
    ]
    assert ours == expected[1:]


def test_days_of_activity_equal_the_published_recency_and_frequency():
    with (FOLDER / "reference/cdnow_sample.csv").open() as file:
        bought = [
            (row["id"], datetime.strptime(row["date"], "%Y%m%d").isoformat()) for row in csv.DictReader(file)
        ]
    with (FOLDER / "reference/cdnow_sample_rfm_expected.csv").open() as file:
        expected = {
            row["id"]: (int(row["recency_days"]), int(row["frequency"])) for row in csv.DictReader(file)
        }

    with invented(bought) as found:
        ours = found.rows(
            "SELECT member, date_diff('day', max(day), DATE '1998-06-30'), count(*)"
            f" FROM {active.member_days(found)} GROUP BY member"
        )

    assert {member: (recency, frequency) for member, recency, frequency in ours} == expected


@pytest.mark.parametrize("unit", ["week", "hour"])
def test_recurring_retention_equals_the_published_matrix(unit):
    fixture = json.loads((FOLDER / "reference/posthog_retention_fixture.json").read_text())[unit]
    times = [
        (person, f"2020-06-10T{when:02}:30:00" if unit == "hour" else f"{when}T00:00:00")
        for person, when in fixture["events"]
    ]

    with invented(times) as found:
        matrix = cohorts.cohorts(found, unit=unit, entry="every")

    expected = [tuple(row) for row in fixture["expected"] if row[0]]
    assert list(matrix.cells) == expected


def test_absence_factor_equals_the_published_example():
    example = json.loads((FOLDER / "reference/chaoss_absence_factor.json").read_text())

    assert rules.absence_factor(example["contributions"], share=example["threshold"]) == example["expected"]
