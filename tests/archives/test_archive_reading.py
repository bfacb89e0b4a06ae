"""Real histories: what is read equals the counts delivered beside each."""

import json
import os
from pathlib import Path

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound

FOLDER = Path(os.environ.get("LINLI_ARCHIVES", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no archives at {FOLDER}")


@pytest.mark.parametrize("name", ["s1_games_zh", "raku_irc", "urho3d_forum"])
def test_counts_equal_the_expected_ones(name):
    expected = json.loads((FOLDER / name / "expected.json").read_text())
    path = FOLDER / name / "messages.jsonl"

    records = list(reader.open_archive(path).records())

    messages = [
        one for one in records if isinstance(one, Inbound) and one.kind == "message" and not one.is_bot
    ]
    assert not [one for one in records if isinstance(one, reader.NotUnderstood)]
    assert len(records) == len(path.read_bytes().splitlines())
    assert len({one.external_id for one in records}) == len(records)
    assert {
        "messages": len(messages),
        "users": len({one.sender for one in messages}),
        "channels": len({one.group for one in messages}),
        "threads": len({(one.group, one.thread) for one in messages if one.thread}),
        "first_utc": f"{min(one.occurred_at for one in messages):%Y-%m-%d %H:%M:%S}",
        "last_utc": f"{max(one.occurred_at for one in messages):%Y-%m-%d %H:%M:%S}",
    } == {key: expected[key] for key in ("messages", "users", "channels", "threads", "first_utc", "last_utc")}


@pytest.mark.parametrize("name", ["s1_games_zh", "raku_irc", "urho3d_forum"])
def test_answers_name_messages_of_the_same_file(name):
    records = list(reader.open_archive(FOLDER / name / "messages.jsonl").records())

    known = {one.external_id: one.sender for one in records if not one.is_bot}
    answers = [one for one in records if one.reply_to in known and not one.is_bot]

    expected = json.loads((FOLDER / name / "expected.json").read_text())["explicit_reply"]["n"]
    assert len([one for one in answers if known[one.reply_to] != one.sender]) == expected
