import json

import typer
from typer.testing import CliRunner

from linli.faces.cli.lake import lake
from linli.measure.insights import community


def run(*arguments):
    app = typer.Typer()
    app.command()(lake)
    return CliRunner().invoke(app, arguments)


def test_the_lake_of_every_organisation_comes_back(cast, settings, tmp_path):
    settings.LAKE = tmp_path / "lake"

    result = run("--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "folder": str(tmp_path / "lake"),
        "rows": {"qingfeng": 3, "elsewhere": 0},
    }
    with community.open_lake(cast.org.id, cast.community.id, folder=tmp_path / "lake") as found:
        assert found.row("SELECT count(*) FROM activity") == (3,)


def test_it_says_what_it_wrote(cast, settings, tmp_path):
    settings.LAKE = tmp_path

    assert run().stdout.splitlines()[:2] == ["qingfeng: 3 rows", "elsewhere: 0 rows"]
