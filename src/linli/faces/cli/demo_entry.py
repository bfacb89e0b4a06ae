"""The demo's entry: a policy, people who apply, one who waits, one who was refused, a campaign."""

from datetime import date, datetime, timedelta

from linli.connect.adapters.room.actions import joining
from linli.connect.adapters.room.actions import rooms as opening
from linli.kernel.orgs import actor
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.entry.actions import applying, campaigning, deciding, linking, policies
from linli.people.entry.actions.applying import Answers
from linli.people.entry.queries import report
from linli.people.entry.queries.applications import Applied
from linli.people.entry.rules.policy import Criterion, Policy, Question
from linli.people.entry.rules.scoring import Given

POLICY = Policy(
    audience="愿意每周读几章书、说一句自己话的人。",
    way_in="",
    criteria=(
        Criterion(id="city", kind="attribute", title="同在江浙沪", field="city", weight=15),
        Criterion(id="trade", kind="attribute", title="行业", field="industry", weight=10),
        Criterion(id="post", kind="attribute", title="岗位", field="position", weight=10),
        Criterion(
            id="book",
            kind="task",
            title="推荐一本书",
            prompt="写下书名，再用一句话说说为什么。",
            weight=25,
            is_required=True,
        ),
        Criterion(id="share", kind="share", title="能分享什么", weight=15),
        Criterion(
            id="rules",
            kind="test",
            title="读一遍群规",
            weight=25,
            questions=(
                Question("群里可以转发长文吗", ("可以", "说自己的话"), 1),
                Question("新人提问时", ("看到的人先答", "等管理员"), 0),
            ),
        ),
    ),
)
_PEOPLE = (
    ("沈听澜", "浙江 杭州", "education", "teaching", "《边城》，水一样的文字", "讲沈从文", (1, 0)),
    ("顾北辰", "上海", "internet", "product", "《人类群星闪耀时》", "做读书卡片", (1, 0)),
    ("林栖", "江苏 苏州", "media", "freelance", "《浮生六记》", "", (1, 1)),
    ("方知行", "北京", "food", "other", "《随园食单》", "", (0, 1)),
    ("秦时月", "浙江 宁波", "health", "service", "《我与地坛》", "组织线下走读", (1, 0)),
)


def furnish(community_id: int, *, by: Actor, at: datetime) -> None:
    """A day of applications: three to decide, one waits for a place, one was refused in kind words."""
    policies.publish_whole(community=communities.get_community(community_id), policy=POLICY, by=by, at=at)
    campaign = _campaign(community_id, by, at)
    made = [_apply(community_id, campaign, number, at) for number in range(len(_PEOPLE))]
    deciding.refuse(
        application_id=made[3].pk, reason="failed_test", words="再读一遍群规，欢迎再来。", by=by, at=at
    )
    deciding.put_on_list(application_id=made[4].pk, by=by, at=at)


def _campaign(community_id: int, by: Actor, at: datetime) -> int:
    first: date = (at - timedelta(days=10)).date()
    campaign = campaigning.open_campaign(
        community=communities.get_community(community_id),
        name="公众号秋日招募",
        channel="公众号",
        starts_on=first,
        reward="藏书票一枚",
        audience="爱读书的上班族",
        by=by,
        at=at,
    )
    return int(campaign.pk)


def _apply(community_id: int, campaign: int, number: int, at: datetime) -> Applied:
    name, city, industry, position, book, share, choices = _PEOPLE[number]
    then = at - timedelta(hours=30 - 5 * number)
    channel = opening.open_channel(name="内置房间", at=then)
    guest = joining.greet(channel=channel, name=name, at=then)
    who = actor.member(guest.member)
    one = applying.start(
        link=linking.link_of_campaign(campaign=report.get_campaign(campaign), at=then),
        community=communities.get_community(community_id),
        member_id=guest.member,
        name=name,
        by=who,
        at=then,
    )
    profile: Answers = {"nickname": name, "city": city, "industry": industry, "position": position}
    given = {"book": Given(book), "share": Given(share), "rules": Given(choices=choices)}
    applying.save(application=one, profile=profile, given=given, by=who, at=then)
    return applying.send(application=one, has_agreed=True, by=who, at=then)
