"""A history that went through intake, the log and the lake gives the same figures as its file."""

import csv
import json
import os
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from linli.connect.adapters.archive import reader
from linli.connect.gateway.intake import accepting
from linli.connect.gateway.intake.rules import MAX_BATCH
from linli.connect.gateway.models import Channel
from linli.kernel.orgs import actor
from linli.measure.insights import community, compare
from linli.people.communities.actions import communities, groups
from tests.cast import cast  # noqa: F401

FOLDER = Path(os.environ.get("LINLI_ARCHIVES", Path(__file__).parents[3] / "shared/data"))
NOW = datetime(2026, 11, 20, tzinfo=UTC)
pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no archives at {FOLDER}"),
    pytest.mark.usefixtures("cast"),
]


def take_in(file, name, by):
    """Everything in the file as events of a new community with a group for each of its channels."""
    opened = communities.open_community(name=name, by=by, at=NOW)
    channel = Channel.objects.create(adapter="archive", name=name, created_at=NOW)
    records = list(reader.open_archive(file).records())
    for address in sorted({record.group for record in records}):
        groups.bind_group(
            community=opened, name=address, channel_id=channel.id, external=address, by=by, at=NOW
        )
    ahead = iter(records)
    while batch := list(islice(ahead, MAX_BATCH)):
        accepting.accept(channel.id, batch, at=NOW, by=actor.IMPORT)


@pytest.mark.parametrize("name", ["s1_games_zh", "raku_irc", "urho3d_forum"])
def test_every_figure_equals(name, cast, tmp_path):  # noqa: F811
    expected = json.loads((FOLDER / name / "expected.json").read_text())
    with (FOLDER / name / "expected_weekly_cohorts.csv").open(encoding="utf-8") as file:
        weeks = [[int(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]]
    take_in(FOLDER / name / "messages.jsonl", name, cast.by_lin)

    found = community.read_community(name, folder=tmp_path)

    assert [one for one in compare.compare(found.figures, expected) if not one.equal] == []
    cohorts = zip(found.weekly.sizes, found.weekly.cells, strict=True)
    assert [[size, *(cell or 0 for cell in cells)] for size, cells in cohorts] == weeks
