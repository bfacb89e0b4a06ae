"""One command from a real history to figures that equal the delivered ones."""

import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from linli.faces.cli.insights import insights

FOLDER = Path(os.environ.get("LINLI_ARCHIVES", Path(__file__).parents[3] / "shared/data"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no archives at {FOLDER}")


@pytest.mark.parametrize(("name", "keys"), [("s1_games_zh", 33), ("raku_irc", 29), ("urho3d_forum", 33)])
def test_no_figure_differs(name, keys):
    app = typer.Typer()
    app.command()(insights)
    chat, expected = FOLDER / name / "messages.jsonl", FOLDER / name / "expected.json"

    result = CliRunner().invoke(app, [str(chat), "--compare", str(expected)])

    assert result.exit_code == 0
    assert f"{keys} keys, 0 differ." in result.stdout
