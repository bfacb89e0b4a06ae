"""`linli segments`: listed, shown, computed anew."""

import json

from typer.testing import CliRunner

from linli.faces.cli import segments
from linli.people.segments.models import Place
from tests.cast import cast  # noqa: F401
from tests.people.segments.sorting import Sorting, people

HERE = ["--org", "qingfeng"]


def run(*words):
    return CliRunner().invoke(segments.app, [*words, *HERE])


def test_segments_are_listed_and_shown(cast):  # noqa: F811
    segment = Sorting(cast).segment("belonging.messages >= 1", "说话的人")

    [row] = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    assert (row["name"], row["people"]) == ("说话的人", 1)
    assert "苏苏" in run("show", "说话的人").output
    assert json.loads(run("show", str(segment.id), "--json").output)["members"] == [
        {"id": cast.su.id, "name": "苏苏"}
    ]


def test_a_rebuild_says_how_much_differed_and_puts_it_right(cast):  # noqa: F811
    segment = Sorting(cast).segment("belonging.messages >= 1")
    Place.objects.all().delete()

    assert json.loads(run("rebuild", "--json").output)["changed"] == 1
    assert people(segment) == [cast.su.id]
    assert "0 places differed" in run("rebuild").output


def test_a_name_nobody_gave_is_refused_with_those_there_are(cast):  # noqa: F811
    Sorting(cast).segment("belonging.messages >= 1", "说话的人")

    refused = run("show", "无")

    assert refused.exit_code != 0
    assert "说话的人" in str(refused.exception)
