"""Bad input at every door: one clear sentence, and nothing written."""

import json
from datetime import datetime, timedelta
from html import escape

import pytest
from django.test import Client
from django.utils import timezone

from linli.connect.adapters.room.actions import joining, speaking
from linli.connect.gateway.outbox import actions as outbox
from linli.kernel.orgs.rules import Role
from linli.people.communities import queries as community_queries
from linli.people.communities.actions import communities, groups
from linli.people.members.models import Member
from tests import rooms
from tests.cast import AT, cast, hear  # noqa: F401
from tests.journeys import doors

SCRIPT = "<script>alert(1)</script>"
FORMATS = (
    "Neutral JSONL, Zulip export, Telegram Desktop JSON, Discord (DiscordChatExporter JSON), WhatsApp TXT,"
    " QQ message-manager TXT, WeChatMsg CSV, Slack export"
)


@pytest.fixture
def world(cast, tmp_path):  # noqa: F811
    with doors.open_world(cast, tmp_path) as made:
        yield made


CASES = [
    (
        "api: no token",
        lambda w: doors.ask(doors.batch(w)),
        "send the header Authorization: Bearer <token>, or sign the request",
    ),
    (
        "api: expired token",
        lambda w: doors.ask(doors.batch(w), w.old_key.raw),
        "this token is unknown, revoked or expired: make a new one in the settings",
    ),
    (
        "api: token without the right",
        lambda w: doors.ask(doors.batch(w), w.seeing_key.raw),
        "this token may not do “events.write”: make one with that scope in the settings",
    ),
    (
        "api: wrong signature",
        doors.wrong_signature,
        "the signature does not fit: sign “timestamp.body” with the token's signing secret",
    ),
    (
        "api: signature of long ago",
        doors.old_signature,
        "Linli-Timestamp must be the present time in seconds since 1970, at most five minutes off",
    ),
    (
        "api: no JSON",
        lambda w: doors.ask(b"{", w.key.raw),
        "the body is not a batch: Input data was truncated",
    ),
    (
        "api: wrong type",
        lambda w: doors.ask(doors.batch(w, text=5), w.key.raw),
        "the body is not a batch: Expected `str`, got `int` - at `$.records[0].text`",
    ),
    (
        "api: unknown kind",
        lambda w: doors.ask(doors.batch(w, kind="shout"), w.key.raw),
        "the body is not a batch: Invalid enum value 'shout' - at `$.records[0].kind`",
    ),
    (
        "api: no time zone",
        lambda w: doors.ask(doors.batch(w, occurred_at="2026-11-02T01:00:00"), w.key.raw),
        "record 0: occurred_at has no time zone: write it like 2026-11-21T08:00:00Z",
    ),
    (
        "api: in the future",
        lambda w: doors.ask(doors.batch(w, occurred_at="2199-01-01T00:00:00Z"), w.key.raw),
        "record 0: occurred_at 2199-01-01T00:00:00+00:00 lies in the future",
    ),
    (
        "api: no sender",
        lambda w: doors.ask(doors.batch(w, sender=""), w.key.raw),
        "record 0: sender must have 1 to 255 characters",
    ),
    (
        "api: long text",
        lambda w: doors.ask(doors.batch(w, text="长" * 20_001), w.key.raw),
        "record 0: the text has 20,001 characters; at most 20,000 are taken",
    ),
    (
        "api: ten megabytes",
        lambda w: doors.ask(doors.batch(w, text="a" * 10_000_000), w.key.raw),
        "the request is larger than 8 MB: send fewer records at once",
    ),
    (
        "api: a channel of others",
        lambda w: doors.ask(doors.batch(w, channel=doors.THEIRS), w.key.raw),
        "there is no channel 999999 in your organisation",
    ),
    (
        "playbook: unknown word",
        lambda w: doors.playbook(w, "award: {amount: 1, reason: 礼, key: k, size: 2}"),
        'line 9, steps.hello.award.size: There is no key "size" here.',
    ),
    (
        "playbook: no YAML",
        lambda w: doors.publish(w, "kind: [playbook"),
        "line 1, document: This is not YAML: expected ',' or ']', but got '<stream end>'.",
    ),
    (
        "playbook: unknown step",
        lambda w: doors.playbook(w, "shout: {to: group}"),
        'line 9, steps.hello.shout: There is no key "shout" here. One of wait, post, award, human_task, end,'
        " branch, split, activity, survey, reverse, set, call, start, stop is needed.",
    ),
    (
        "playbook: wrong type",
        lambda w: doors.playbook(w, "award: {amount: many, reason: 礼, key: k}"),
        "line 9, steps.hello.award.amount: A whole number from 1 to 1000000 is needed here.",
    ),
    (
        "playbook: negative points",
        lambda w: doors.playbook(w, "award: {amount: -5, reason: 礼, key: k}"),
        "line 9, steps.hello.award.amount: A whole number from 1 to 1000000 is needed here.",
    ),
    (
        "playbook: unknown field of a condition",
        lambda w: doors.playbook(w, "branch: [{when: person.shoe_size > 3, go: end}, {else: end}]"),
        'line 9, steps.hello.branch[1].when: Nothing here is called "person.shoe_size";'
        ' did you mean "person.roles"?',
    ),
    (
        "playbook: unknown place to go to",
        lambda w: doors.playbook(w, "post: {to: group, text: {en: Hello}}\n    next: nowhere"),
        'line 10, steps.hello.next: There is no step "nowhere" to go to.',
    ),
    (
        "policy: unknown zone",
        lambda w: doors.save_policy(w, "kind: policy\nid: a\nzone: Mars/Base"),
        "zone: 'Mars/Base' is not a zone like Asia/Shanghai",
    ),
    (
        "policy: no YAML",
        lambda w: doors.save_policy(w, "kind: [policy"),
        "line 1: expected ',' or ']', but got '<stream end>'",
    ),
    (
        "archive: unknown format",
        lambda w: doors.archive(w, "a.bin", "nothing we know"),
        f"a.bin is in no format we read: {FORMATS}.",
    ),
    (
        "archive: unknown zone",
        lambda w: doors.archive(w, "a.txt", "x", zone="Mars/Base"),
        "“Mars/Base” is not a time zone; use an IANA name such as Asia/Shanghai.",
    ),
    (
        "archive: unknown format asked for",
        lambda w: doors.archive(w, "a.txt", "x", format="icq"),
        "“icq” is not a format we read; choose one of neutral, zulip, telegram, discord, whatsapp, qq,"
        " wechatmsg, slack.",
    ),
    (
        "archive: times without a zone",
        lambda w: doors.archive(w, "a.txt", doors.WHATSAPP),
        "WhatsApp files carry no time zone; say where they were written, such as Asia/Shanghai.",
    ),
    (
        "archive: cut off",
        lambda w: doors.archive(w, "a.json", '{"name": "g", "messages": [{"id": 1'),
        f"a.json is in no format we read: {FORMATS}.",
    ),
    (
        "points: negative",
        lambda w: doors.award(w, -5),
        "Points are moved from 1 to 1000000000 at a time, not -5.",
    ),
    (
        "points: too many",
        lambda w: doors.award(w, 10**12),
        "Points are moved from 1 to 1000000000 at a time, not 1000000000000.",
    ),
    (
        "community: unknown zone",
        lambda w: doors.refused(
            lambda: communities.open_community(name="新", zone="Mars/Base", by=w.cast.by_lin, at=AT)
        ),
        "“Mars/Base” is not a time zone: use an IANA name such as Asia/Shanghai",
    ),
    (
        "community: no name",
        lambda w: doors.refused(lambda: communities.open_community(name=" ", by=w.cast.by_lin, at=AT)),
        "a community needs a name",
    ),
    (
        "group: a name twice",
        lambda w: doors.bind(w, name="共读一群"),
        "this community already has a group called “共读一群”: choose another name",
    ),
    (
        "group: a channel of others",
        lambda w: doors.bind(w, channel_id=doors.THEIRS),
        "there is no such channel here: set one up first",
    ),
    (
        "group: of another organisation",
        lambda w: doors.refused(lambda: community_queries.access_group(w.cast.zhou_seat, w.cast.group.id)),
        "there is no such group here",
    ),
    (
        "room: a message too long",
        lambda w: doors.say(w, "长" * 30_000),
        "This message has 30,000 characters; at most 2,000 are possible: send it in pieces.",
    ),
    ("room: nothing said", lambda w: doors.say(w, " \u200b "), "Write something first."),
    (
        "room: a name of nothing",
        lambda w: doors.refused(lambda: joining.checked_name("\u202e\u200b ")),
        "Choose a name that others can read.",
    ),
    (
        "room: a huge name",
        lambda w: doors.refused(lambda: joining.checked_name("长" * 5_000)),
        "This name is too long: at most 20 characters.",
    ),
    (
        "room: Linli's own name",
        lambda w: doors.refused(lambda: joining.checked_name("Ｌinli")),
        "This is the name of the group's assistant: choose another one.",
    ),
    (
        "seat: unknown role",
        lambda w: doors.give_seat(w, role="king", by=w.cast.by_lin),
        "there is no role “king”: choose one of owner, planner, editor, moderator, analyst, support,"
        " assistant",
    ),
    (
        "seat: more than one has",
        lambda w: doors.give_seat(w, role=Role.OWNER, by=w.cast.by_cheng),
        "you cannot give a role or a community you do not have yourself: ask an owner",
    ),
    (
        "token: no right at all",
        lambda w: doors.make_token(w, scopes=[]),
        "a token without any scope could do nothing: choose at least one",
    ),
    (
        "token: over already",
        lambda w: doors.make_token(w, expires_at=AT - timedelta(days=1)),
        "the token would have expired already: choose a later day",
    ),
    (
        "plan: a time without a zone",
        lambda w: doors.plan(w, due_at=datetime(2026, 11, 2)),
        "the times of a plan need a zone",
    ),
    (
        "plan: unknown surface",
        lambda w: doors.plan(w, surface="ceiling"),
        "'ceiling' is no surface of the outbox; use one of group, dm, mention_all",
    ),
    (
        "outbox: a channel of others",
        lambda w: doors.refused(
            lambda: outbox.pause_channel(channel_id=doors.THEIRS, reason="x", by=w.cast.by_lin, at=AT)
        ),
        "there is no such channel",
    ),
]


@pytest.mark.parametrize(("act", "sentence"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_input_is_answered_with_a_sentence_and_nothing_is_written(world, act, sentence):
    before = doors.count_everything()

    assert act(world) == sentence
    assert doors.count_everything() == before


GARBLED = "\x00\u202e苏\u2066苏\x07" + "长" * 5_000


def test_odd_characters_and_huge_names_come_in_cleaned(world):
    """A platform does not wait for names to be mended, so the record is taken and the name is not."""
    body = doors.batch(world, sender="odd", sender_name=GARBLED, text="a\x00b")

    answer = Client().post(
        doors.PATH,
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {world.key.raw}"},
    )
    hear()

    assert answer.json() == {"seen": 1, "added": 1, "duplicates": 0, "refused": []}
    stored = Member.objects.get(name__startswith="苏苏长").name
    assert (len(stored), {"\x00", "\x07", "\u202e", "\u2066"} & set(stored)) == (200, set())


def test_a_script_in_a_nickname_is_text_on_every_page(world):
    ask_for = {"kind": "rename", "external_id": "b-2", "sender": "momo", "sender_name": SCRIPT, "text": ""}
    headers = {"Authorization": f"Bearer {world.key.raw}"}
    sent = Client().post(
        doors.PATH,
        json.dumps(doors.batch(world, **ask_for)),
        content_type="application/json",
        headers=headers,
    )
    hear()
    lin = doors.staff_client(world.cast.lin)

    pages = [
        lin.get("/console/members/").content.decode(),
        lin.get(f"/console/members/{world.cast.momo.id}/").content.decode(),
    ]

    assert sent.status_code == 200
    for shown in pages:
        assert escape(SCRIPT) in shown
        assert SCRIPT not in shown


def test_a_script_as_a_name_and_as_a_message_is_text_on_the_phone_page(world):
    now, name = timezone.now(), "<script>x</script>"
    stay = joining.join(link=world.room.link, guest=None, name=name, at=now).stay
    speaking.post(stay=stay, text=SCRIPT, reply_to="", picture=None, client_key="k", at=now)
    momo = rooms.client_of(world.room.momo.guest)

    shown = momo.get(f"/m/room/{world.room.address}/").content.decode()

    for words in (name, SCRIPT):
        assert escape(words) in shown
        assert words not in shown


@pytest.mark.parametrize("path", ["members/{member}/", "members/{member}/tag/", "groups/{group}/"])
def test_an_id_of_another_organisation_is_not_there(world, path):
    zhou = doors.staff_client(world.cast.zhou)
    zhou.get("/console/today/")
    address = "/console/" + path.format(member=world.cast.su.id, group=world.cast.group.id)
    before = doors.count_everything()

    answers = [zhou.get(address).status_code, zhou.post(address, {"tag": "x"}).status_code]

    assert set(answers) <= {404, 405}
    assert 404 in answers
    assert doors.count_everything() == before


def test_nobody_comes_into_a_closed_group(world):
    groups.close_group(group=world.cast.group, by=world.cast.by_lin, at=timezone.now())
    before = doors.count_everything()

    said = doors.refused(
        lambda: joining.join(link=world.room.link, guest=None, name="新人", at=timezone.now())
    )

    assert said == "This invitation is no longer valid: ask for a new link."
    assert doors.count_everything() == before
