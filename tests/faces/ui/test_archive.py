"""The archive of a person: readable, complete, and without a formula or a tag that works."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import translation

from linli.connect.gateway.intake import accepting
from linli.faces.ui import archive
from linli.facts.inbound import Inbound
from linli.people.consent.actions import recording, watching
from linli.people.members.actions import exporting, tagging
from tests.cast import AT, ROOM, cast, hear  # noqa: F401

BAD = "=HYPERLINK(1)<script>alert(1)</script>"


def open_archive(cast, language="en"):  # noqa: F811
    with translation.override(language):
        copy = exporting.copy_of(member=cast.su, by=cast.by_lin, at=AT)
        with archive.build(copy) as file:
            return zipfile.ZipFile(io.BytesIO(file.read()))


def say(cast, *said):  # noqa: F811
    records = [
        Inbound(
            kind="message",
            external_id=f"w-{number}",
            occurred_at=AT + timedelta(days=days),
            group=ROOM,
            sender="su",
            sender_name="苏苏",
            text=text,
        )
        for number, (days, text) in enumerate(said)
    ]
    accepting.accept(cast.channel.id, records, at=AT + timedelta(days=100))
    hear()


def test_words_lie_in_a_page_for_each_month(cast):  # noqa: F811
    say(cast, (40, "十二月的话"), (41, "又一句"))

    files = open_archive(cast)

    assert [one for one in files.namelist() if one.startswith("words/")] == [
        "words/2026-12.html",
        "words/2026-11.html",
    ]
    assert "十二月的话" in files.read("words/2026-12.html").decode()
    assert 'href="words/2026-12.html"' in files.read("index.html").decode()


def test_the_data_is_whole_json(cast):  # noqa: F811
    document = json.loads(open_archive(cast).read("data.json"))

    assert [one["kind"] for one in document["events"]] == [
        "message.posted",
        "membership.joined",
        "identity.seen",
    ]
    assert document["profile"]["name"] == "苏苏"


@pytest.mark.parametrize(("language", "heading"), [("en", "What you agreed to"), ("zh-hans", "你同意过什么")])
def test_consents_stand_with_their_words_in_both_languages(cast, language, heading):  # noqa: F811
    with translation.override("en"):
        recording.give(member=cast.su.id, purposes=["photos"], where="portal", by=cast.by_lin, at=AT)
    watching.note_access([cast.su.id], by=cast.by_cheng, at=AT, why="page")

    page = open_archive(cast, language).read("index.html").decode()

    assert heading in page
    assert "We may show photos of you" in page
    assert "程诺" in page


def test_nothing_a_person_wrote_is_markup_or_a_formula(cast):  # noqa: F811
    say(cast, (1, BAD))
    tagging.tag_members(members=[cast.su.id], tag="=1+1<b>", by=cast.by_lin, at=AT)

    files = open_archive(cast)

    pages = "".join(files.read(one).decode() for one in files.namelist() if one.endswith(".html"))
    assert "<script>" not in pages
    assert "=1+1&lt;b&gt;" in pages
    for name in files.namelist():
        if name.endswith(".csv"):
            rows = csv.reader(io.StringIO(files.read(name).decode("utf-8-sig")))
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_many_events_of_one_moment_are_all_there_once(cast, monkeypatch):  # noqa: F811
    monkeypatch.setattr(exporting, "_PAGE", 3)
    say(cast, *[(3, f"同一刻 {number}") for number in range(10)], (2, "早一点"))

    copy = exporting.copy_of(member=cast.su, by=cast.by_lin, at=AT)

    ids = [event.id for event in copy.events()]
    assert len(ids) == len(set(ids)) == 14
