import json

import pytest
import typer
from typer.testing import CliRunner

from linli.faces.cli.insights import insights

ROWS = [
    {"id": "1", "channel": "square", "ts": "2026-03-01T10:00:00Z", "user": "su", "type": "message"},
    {"id": "2", "channel": "square", "ts": "2026-03-02T10:00:00Z", "user": "momo", "type": "message"},
]


@pytest.fixture
def chat(tmp_path):
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ROWS))
    return file


def run(*arguments):
    app = typer.Typer()
    app.command()(insights)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def expected(folder, **figures):
    file = folder / "expected.json"
    file.write_text(json.dumps(figures))
    return file


def test_json_is_one_object_on_the_output(chat):
    result = run(chat, "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["messages"] == 2


def test_the_table_names_every_figure_and_metric(chat):
    result = run(chat)

    assert result.exit_code == 0
    for word in ("one_message_users_share", "newcomers.week4_rate", "M36", "Seven-day decay"):
        assert word in result.stdout


def test_equal_figures_end_well(chat, tmp_path):
    result = run(chat, "--compare", expected(tmp_path, messages=2, turn_gap={"n": 0, "median_s": None}))

    assert result.exit_code == 0
    assert "3 keys, 0 differ." in result.stdout


def test_a_different_figure_is_shown_with_both_values_and_fails(chat, tmp_path):
    months = [["2026-03", 3, 2, 2]]

    result = run(chat, "--compare", expected(tmp_path, messages=3, monthly=months, unheard=1))

    assert result.exit_code == 1
    assert "3 keys, 3 differ." in result.stdout
    assert 'item 0: ["2026-03", 2, 2, 2]' in result.stdout
    assert 'item 0: ["2026-03", 3, 2, 2]' in result.stdout
    assert "missing" in result.stdout


def test_a_comparison_can_be_json(chat, tmp_path):
    result = run(chat, "--json", "--compare", expected(tmp_path, messages=3))

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "equal": False,
        "compared": [{"key": "messages", "ours": 2, "theirs": 3, "equal": False, "missing": False}],
    }


@pytest.mark.parametrize(
    ("content", "sentence"), [("{", "is not JSON"), ("[1]", "does not hold a JSON object")]
)
def test_a_file_to_compare_with_that_is_no_object_is_wrong_usage(chat, tmp_path, content, sentence):
    file = tmp_path / "expected.json"
    file.write_text(content)

    result = run(chat, "--compare", file)

    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.split())


def test_lines_not_understood_are_told_on_the_side(chat):
    chat.write_text(chat.read_text() + '\n{"id": "3"}\n')

    result = run(chat, "--json")

    assert json.loads(result.stdout)["messages"] == 2
    assert "1 records were not understood" in result.stderr
    assert "line 3:" in result.stderr


def test_a_file_that_is_no_history_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "notes.bin"
    file.write_bytes(b"\x00\x01\x02")

    result = run(file)

    assert (result.exit_code, type(result.exception).__name__) == (1, "CannotReadHistory")
    assert "notes.bin" in str(result.exception)
