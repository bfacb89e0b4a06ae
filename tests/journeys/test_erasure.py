"""A person asks for everything held about them, then to be forgotten: no table keeps their name or words."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from linli.connect.gateway.outbox import forgetting
from linli.people.members.actions import erasing, exporting, merging, tagging
from linli.people.members.models import Member
from linli.run.growth.actions import ledger
from linli.run.growth.actions import setup as growth
from linli.run.moderation.actions import lists
from linli.run.moderation.models import WordList
from linli.run.playbooks.actions import advancing, publishing
from tests import rooms
from tests.cast import cast, events_after, react  # noqa: F401
from tests.journeys.kill_house import ADVERT

from linli.connect.adapters.room.actions import joining, speaking  # isort: skip

NAME, OTHER_NAME, WORD = "蔚蓝鲸鱼", "深海旧名", "玳瑁色的秘密"
PLAYBOOK = """\
kind: playbook
id: welcome
title: 欢迎
subject: membership
class: service
trigger: {event: membership.joined}
steps:
  - id: hello
    post: {to: group, late_limit: 2h, text: {zh-hans: "欢迎 {person.name}"}}
  - id: greet
    human_task:
      title: 和 {person.name} 打招呼
      assign: {role: moderator}
      due: 1d
      outcomes: {done: end, timeout: end}
"""


@pytest.fixture
def known(cast):  # noqa: F811
    """A member whom every room knows: greeted, rewarded, sanctioned, tagged, and merged from two records."""
    now = timezone.now()
    by, at = cast.by_lin, now
    growth.set_up(at=at)
    publishing.publish(source=PLAYBOOK, by=by, at=at)
    rules = lists.open_rule_set(name="广告", community=None, by=by, at=at, mode="enforce")
    blocked = WordList.objects.get(rule_set=rules, sense="block", kind="words")
    lists.add_words(word_list_id=blocked.id, text=ADVERT, by=by, at=at)
    room = rooms.furnish(cast, at)
    for name in (OTHER_NAME, NAME):
        stay = joining.join(link=room.link, guest=None, name=name, at=at).stay
        for text in ("签到", f"{WORD}是什么", f"{ADVERT}{WORD}"):
            post(stay, text, at)
    happen(events_after())
    advancing.advance_due(at=at + timedelta(seconds=1))
    mine, other = Member.objects.get(name=NAME), Member.objects.get(name=OTHER_NAME)
    ledger.award_points(member=mine.id, points=5, reason="礼", by=by, at=at, key="gift")
    tagging.tag_members(members=[mine.id], tag=f"{WORD}爱好者", by=by, at=at)
    merging.merge_members(kept=mine, merged=other, by=by, at=at)
    return mine


def post(stay, text, at):
    speaking.post(stay=stay, text=text, reply_to="", picture=None, client_key=uuid4().hex, at=at)


def happen(events):
    """Hand events to all wired reactions, and what they append, too, until nothing new happens."""
    while events:
        after = max(event.position for event in events)
        with transaction.atomic():
            react(events)
        events = events_after(after)


def places_of(trace):
    """Every (table, column) whose text or JSON holds a trace, with a row that does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN pg_class t ON t.relname = c.table_name AND t.relkind = 'r'"
            " WHERE c.table_schema = 'public' AND (c.data_type LIKE 'character%%' OR c.data_type = 'text'"
            "  OR c.data_type LIKE 'json%%' OR c.data_type = 'ARRAY')"
        )
        columns = cursor.fetchall()
        found = []
        for table, column in columns:
            sql = f'SELECT left("{column}"::text, 200) FROM "{table}" WHERE "{column}"::text LIKE %s'
            cursor.execute(sql, [f"%{trace}%"])
            found += [(table, column, row[0]) for row in cursor.fetchall()]
    return found


def test_an_export_holds_what_every_room_knows(cast, known):  # noqa: F811
    document = exporting.export_member(member=known, by=cast.by_lin, at=timezone.now())

    assert {"growth", "moderation", "playbooks", "outbox"} <= set(document["rooms"])
    text = json.dumps(document, ensure_ascii=False)
    for trace in (NAME, OTHER_NAME, WORD):
        assert trace in text


def test_no_table_keeps_a_word_of_an_erased_person(cast, known):  # noqa: F811
    assert {table for table, _, _ in places_of(NAME)} >= {
        "members_member",
        "gateway_effect",
    }
    assert {table for table, _, _ in places_of(WORD)} >= {"room_roommessage", "moderation_case"}
    before = events_after()

    erasing.erase_member(member=known, by=cast.by_lin, at=timezone.now())
    news = events_after(max(event.position for event in before))
    happen(news)
    forgetting.forget_erased_members([one for one in news if one.kind == "member.erased"])

    for trace in (NAME, OTHER_NAME, WORD):
        assert places_of(trace) == []
