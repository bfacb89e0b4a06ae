"""`linli checkup`: findings in words or as JSON, and an exit code for scripts."""

import json

import pytest
import typer
from typer.testing import CliRunner

from linli.faces.cli import checkup
from tests.cast import cast  # noqa: F401

APP = typer.Typer()
APP.command()(checkup.checkup)


@pytest.fixture
def lake(settings, tmp_path):
    settings.LAKE = tmp_path


def test_findings_end_with_1_and_are_json_lines(cast, lake):  # noqa: F811
    done = CliRunner().invoke(APP, ["共读会", "--org", "qingfeng", "--json"])

    found = [json.loads(line) for line in done.output.splitlines()]
    assert done.exit_code == 1
    assert {"P20", "P90", "P86"} <= {one["pitfall"] for one in found}
    assert found[0]["severity"] == "block"


def test_a_community_that_is_not_there_is_named(cast, lake):  # noqa: F811
    done = CliRunner().invoke(APP, ["无", "--org", "qingfeng"])

    assert str(done.exception) == "no community is called “无”; there are: 共读会"
