"""A community with a policy, the ready-made template, and people who want to come in."""

from dataclasses import dataclass

import pytest

from linli.connect.adapters.room.actions import joining
from linli.kernel.orgs import actor
from linli.people.communities.actions import communities
from linli.people.entry.actions import applying, policies
from linli.people.entry.models import EntryLink
from linli.people.entry.rules.policy import Criterion, Policy, Question
from linli.people.entry.rules.scoring import Given
from linli.people.profiles.actions import defining
from tests import rooms
from tests.cast import hear

TASK = Criterion(id="task", kind="task", title="推荐一本书", weight=20, is_required=True)
POLICY = Policy(
    audience="想每天读一点书的人",
    criteria=(
        Criterion(id="city", kind="attribute", title="同城", field="city", wanted=("杭州",), weight=20),
        Criterion(
            id="trade", kind="attribute", title="同行", field="industry", wanted=("education",), weight=20
        ),
        Criterion(id="post", kind="attribute", title="岗位", field="position", weight=10),
        TASK,
        Criterion(id="share", kind="share", title="能分享什么", weight=10),
        Criterion(
            id="test",
            kind="test",
            title="读懂群规",
            weight=20,
            questions=(
                Question("可以发广告吗", ("可以", "不可以"), 1),
                Question("剧透前要", ("打招呼", "随便"), 0),
            ),
        ),
    ),
)
FULL = {"nickname": "蓝鲸", "city": "杭州", "industry": "education", "position": "teaching"}
GIVEN = {
    "task": Given("《边城》"),
    "share": Given("会讲沈从文"),
    "test": Given("", "", (1, 0)),
}


@dataclass(frozen=True)
class Applicant:
    """Somebody with a cookie, known as a member, and what they do."""

    house: object
    guest: object
    member: int

    @property
    def by(self):
        return actor.member(self.member)

    def start(self, link=None, at=None):
        house = self.house
        return applying.start(
            link=link or house.link,
            community=house.cast.community,
            member_id=self.member,
            name=self.guest.name,
            by=self.by,
            at=at or house.at,
        )

    def apply(self, profile=None, given=None, *, link=None, at=None):
        one = self.start(link, at)
        at = at or self.house.at
        applying.save(
            application=one,
            profile=FULL if profile is None else profile,
            given=GIVEN if given is None else given,
            by=self.by,
            at=at,
        )
        return applying.send(application=one, has_agreed=True, by=self.by, at=at)


@dataclass(frozen=True)
class House:
    """The cast's community with a published policy; `come()` brings somebody to its door."""

    cast: object
    room: object
    link: object
    at: object

    def come(self, name="蓝鲸"):
        greeted = joining.greet(channel=self.cast.channel, name=name, at=self.at)
        hear()
        return Applicant(self, greeted.guest, greeted.member)

    def publish(self, policy):
        return policies.publish_whole(
            community=self.cast.community, policy=policy, by=self.cast.by_lin, at=self.at
        )


@pytest.fixture
def house(cast):
    return settle(cast)


def settle(cast):
    """The cast's community with the template, rules, a room and a published policy."""
    defining.take_template(by=cast.by_lin, at=cast.at)
    room = rooms.furnish(cast, cast.at)
    communities.publish_rules(community=cast.community, text="不发广告", by=cast.by_lin, at=cast.at)
    policies.publish_whole(community=cast.community, policy=POLICY, by=cast.by_lin, at=cast.at)
    hear()
    link = EntryLink.objects.get(community_id=cast.community.id)
    return House(cast, room, link, cast.at)
