"""One whole loop on a real homeserver: welcomed, checked in, kept in order, and all of it to be seen.

Real Synapse, every process of Linli, real clients. What happens next is only waited for, never called.
"""

import time

import pytest

from tests.connect.matrix.synapse import Synapse, free_port
from tests.journeys import matrix_house
from tests.journeys.browsing import console
from tests.journeys.installation import Installation

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.timeout(300)]


STORY = [
    "identity.seen",
    "membership.joined",
    "run.started",
    "message.posted",
    "checkin.done",
    "message.posted",
    "moderation.matched",
    "sanction.applied",
]


TOLD = ["首次出现", "加入了群", "newcomer-7d", "签到", "5 积分", "连续第 1 天", "命中规则“广告”", "被撤回"]
SENT = ["欢迎 苏苏", "签到成功", "撤回消息", "@苏苏"]


@pytest.fixture(scope="module")
def installation():
    made = Installation("matrix")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def world(installation):
    """Linli and a homeserver that know each other, both running."""
    port = free_port()
    made = installation.run(
        "tests.journeys.matrix_house", "prepare", f"http://127.0.0.1:{port}", installation.url
    )
    synapse = Synapse(made["registration"], port=port)
    try:
        installation.start()
        yield World(installation, synapse, made["channel"])
    finally:
        synapse.stop()


class World:
    def __init__(self, linli, synapse, channel):
        self.linli, self.synapse, self.channel = linli, synapse, channel

    def group(self, owner, name):
        """A room that Linli was invited into, came into by itself, and that Lin bound to a group."""
        room = owner.make_room(name, invite=["@linli:t.test"])
        self.linli.wait_for(lambda: self._is_in(owner, room), "Linli to follow the invitation")
        self.linli.wait_for(
            lambda: self.linli.run("tests.journeys.matrix_house", "rooms").get(room) == name,
            "the room's name",
        )
        self.linli.run("tests.journeys.matrix_house", "bind", str(self.channel), room, name)
        return room

    def _is_in(self, owner, room):
        return "@linli:t.test" in owner.ask("GET", f"/rooms/{room}/joined_members")["joined"]

    def posted(self, room):
        """What the log holds of what people said in a room, in its order."""
        found = self.linli.rows(
            "SELECT data->>'text' FROM events WHERE kind = 'message.posted' AND data->>'group' = %s"
            " AND NOT data ? 'is_bot' ORDER BY xid, position",
            room,
        )
        return [text for (text,) in found]

    def text_of(self, message):
        """What the log still holds of a message."""
        ((text,),) = self.linli.rows(
            "SELECT data->>'text' FROM events WHERE kind = 'message.posted' AND data->>'message' = %s",
            message,
        )
        return text

    def story_of(self, person):
        """The kinds of what the log tells of somebody, as it happened, up to the sanction.

        Awards, receipts, first steps and segments are left out: they come beside other things, not after.
        """
        found = self.linli.rows(
            "SELECT e.kind FROM events e JOIN gateway_identity i ON i.member_id = e.member_id"
            " WHERE i.external = %s AND e.kind NOT IN ('points.awarded', 'effect.sent')"
            " AND e.kind NOT LIKE 'onboarding.%%' AND e.kind NOT LIKE 'segment.%%'"
            " ORDER BY e.occurred_at, e.xid, e.position",
            person.id,
        )
        kinds = [kind for (kind,) in found]
        return kinds[: kinds.index("sanction.applied") + 1]

    def hears(self, person, room, words, *, seconds=30):
        """Wait until somebody reads a message of Linli's with these words; returns how long that took."""
        began = time.monotonic()
        self.linli.wait_for(
            lambda: any(words in (text or "") for text in person.texts(room)), f"“{words}”", seconds=seconds
        )
        return time.monotonic() - began


def test_a_newcomer_is_welcomed_rewarded_and_kept_in_order(world):
    cheng, su = world.synapse.person("程诺"), world.synapse.person("苏苏")
    room = world.group(cheng, "共读一群")

    su.join(room)
    assert world.hears(su, room, "欢迎 苏苏") < 3

    su.say(room, "签到")
    world.hears(su, room, "签到成功")

    advert = su.say(room, f"大家{matrix_house.ADVERT}")
    world.linli.wait_for(lambda: su.event(room, advert)["content"] == {}, "the advertisement to go")
    world.hears(su, room, "@苏苏")
    world.linli.wait_for(lambda: world.text_of(advert) is None, "the log to forget it")
    assert world.story_of(su) == STORY

    with console(world.linli.url) as lin:
        lin.log_in(matrix_house.EMAIL, matrix_house.PASSWORD)
        assert "苏苏" in lin.read("today/")
        lin.read("members/")
        assert in_order(TOLD, lin.follow("苏苏").split("\n")[::-1])
        assert in_order(SENT, lin.read("outbox/").split("\n")[::-1])
        assert "@linli:t.test 在房间“共读一群”里权限充足。" in lin.read(f"channels/{world.channel}/doctor/")


def in_order(words, lines):
    """Does each of these words stand in a line, in this order?"""
    ahead = iter(lines)
    return all(any(word in line for line in ahead) for word in words)


def test_what_is_said_while_the_gateway_is_dead_arrives_once_and_in_order(world):
    cheng = world.synapse.person("程诺")
    room = world.group(cheng, "晨读群")
    lines = [f"第{number}页读完了" for number in range(20)]

    for number, line in enumerate(lines):
        cheng.say(room, line)
        if number in (5, 12):
            world.linli.kill("gateway")
    world.linli.wait_for(lambda: world.posted(room)[-1:] == lines[-1:], "the last line", seconds=60)

    assert world.posted(room) == lines
