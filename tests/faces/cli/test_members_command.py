"""`linli members candidates` and `graph` on a file, without any database."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from linli.faces.cli.members import app

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def history(tmp_path):
    """He answers three others for a week and is thanked."""
    rows, number = [], 0
    for day in range(7):
        for place, asker in enumerate(("wen", "su", "bai")):
            at = START + timedelta(days=day, minutes=60 * place)
            number += 3
            said = (
                (number, asker, 0, "how do I read this?", None),
                (number + 1, "he", 3, "begin with the first part, then go on. " * 6, number),
                (number + 2, asker, 6, "thanks, [bold]got it[/]", number + 1),
            )
            rows += [
                {
                    "id": f"m{id}",
                    "channel": "room",
                    "ts": (at + timedelta(minutes=minutes)).isoformat(),
                    "user": who,
                    "text": text,
                    **({"reply_to": f"m{to}"} if to else {}),
                }
                for id, who, minutes, text, to in said
            ]
    path = tmp_path / "talk.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_candidates_are_explained_by_their_messages(history):
    told = run("candidates", history, "--role", "duty_helper", "--explain")

    assert told.exit_code == 0
    assert "he" in told.stdout
    assert "answers accepted: 21" in told.stdout
    assert "how do I read this?" in told.stdout
    assert "thanks, [bold]got it[/]" in told.stdout


def test_candidates_as_json_name_every_role(history):
    told = json.loads(run("candidates", history, "--json", "--explain").stdout)

    assert set(told) == {
        "opinion_leader", "core_elite", "group_darling", "hidden_expert",
        "welcomer", "duty_helper", "connector", "night_watch",
    }  # fmt: skip
    (helper,) = told["duty_helper"]
    assert helper["name"] == "he"
    assert helper["measures"][0]["messages"][0][2]["text"] == "thanks, [bold]got it[/]"


def test_the_graph_of_a_file_holds_everybody(history):
    told = json.loads(run("graph", history, "--json").stdout)

    assert {one["name"] for one in told["members"]} == {"he", "wen", "su", "bai"}
    assert len(told["ties"]) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("candidates", "{file}", "--role", "king"), "king"),
        (("candidates", "{bad}"), "format"),
        (("graph", "{bad}"), "format"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(history, tmp_path, arguments, words):
    bad = tmp_path / "bad.bin"
    bad.write_bytes(b"\x00\x01nothing")

    told = run(*[one.format(file=history, bad=bad) for one in arguments])

    assert told.exit_code != 0
    assert words in str(told.exception)
