"""The demo's roles: who plays them, experts on their way, seeds, fans counted week by week, desks."""

from datetime import datetime, time, timedelta

from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.members.queries import people
from linli.people.roles.actions import assigning, desks, experts, fans, joint, preparing, seeds
from linli.people.roles.queries import fans as fan_queries
from linli.people.roles.records import CommunityRow, ExpertRow, MemberRow
from linli.people.roles.rules.experts import PIPELINE, Stage
from linli.people.roles.rules.parts import Status

TARGET = 60
NEEDED = 12
_EXPERTS = (
    ("闻笛", "古籍修复", "network", 5, Stage.TESTING),
    ("许砚秋", "儿童绘本", "forum", 4, Stage.ACCEPTED),
    ("陆沉舟", "科幻小说", "forum", 4, Stage.INTERVIEWED),
    ("白露", "读书手账", "members", 3, Stage.CONTACTED),
    ("江望", "旧书市集", "network", 3, Stage.CANDIDATE),
    ("何以宁", "有声书", "other", 2, Stage.CANDIDATE),
)


def begin(community_id: int, *, by: Actor, at: datetime) -> None:
    """What a fan is here, before the first week is counted."""
    fans.define_fans(
        community=communities.get_community(community_id),
        condition="belonging.messages_90 >= 20 and belonging.active_days_30 >= 5",
        target=TARGET,
        by=by,
        at=at,
    )


def count(*, at: datetime) -> None:
    """How many fans there are on this day, for the forecast."""
    fans.count_all(at=at)


def furnish(community_id: int, *, by: Actor, at: datetime) -> None:
    """Everything that is there at the end: played roles, candidates with plans, the experts' board."""
    community = communities.get_community(community_id)
    definition = fan_queries.definition_of(community_id)
    loyal = fan_queries.fans_of(community_id, definition.condition, at=at, limit=NEEDED)
    members = [people.get_member(one.member_id) for one in loyal]
    if len(members) == NEEDED:
        _play(community, members, by=by, at=at)
        _seed(community, members, by=by, at=at)
    experts.set_programme(
        community=community, target=30, product="打卡手机页", version="0.4", reward="全年免会费", by=by, at=at
    )
    for name, niche, source, mark, stage in _EXPERTS:
        one = experts.register(
            community=community, name=name, niche=niche, source=source, by=by, at=at - timedelta(days=30)
        )
        _bring(one, stage, mark, by=by, at=at)
    desks.lay_out(community=community, by=by, at=at)
    desks.open_desk(
        community=community,
        title="夜读值班",
        matters="晚上共读时的设备和链接问题",
        shown_name="值班同学",
        contact="群里 @值班同学",
        days="123456",
        begins=time(20),
        ends=time(23),
        member=None,
        by=by,
        at=at,
    )


def _play(community: CommunityRow, members: list[MemberRow], *, by: Actor, at: datetime) -> None:
    then = at - timedelta(days=21)
    for role, member, status, why in (
        ("group_darling", members[0], Status.MEMBER_HELD, "每次开场都由她暖场"),
        ("core_elite", members[1], Status.MEMBER_HELD, "连续六周领读"),
        ("core_elite", members[2], Status.MEMBER_HELD, "整理共读笔记"),
        ("guide", members[3], Status.CANDIDATE, "常常先回答新人"),
        ("creator", members[4], Status.CANDIDATE, "书评被转发最多"),
        ("opinion_leader", members[5], Status.MEMBER_HELD, "选书时大家听他的"),
    ):
        made = assigning.assign_member(
            community=community, role=role, member=member, status=status, evidence=why, by=by, at=then
        )
        if status is Status.CANDIDATE:
            preparing.add_step(
                assignment=made, kind="exposure", text="主持一次周日共读", due_on=at.date(), by=by, at=then
            )
            preparing.add_step(
                assignment=made, kind="reward", text="送一本签名书", due_on=None, by=by, at=then
            )
            step = preparing.add_step(
                assignment=made, kind="task", text="带三位新人认识大家", due_on=None, by=by, at=then
            )
            preparing.set_done(assignment=made, step_id=step.id, is_done=True, by=by, at=at)
    if by.staff_id is not None:
        for role in ("host", "guide"):
            assigning.assign_colleague(community=community, role=role, staff_id=by.staff_id, by=by, at=then)
    joint.plan_event(
        community=community,
        title="一起选出下个月的书",
        goal="意见领袖开题，骨干整理，团宠暖场",
        on=(at - timedelta(days=10)).date(),
        pairs=[("opinion_leader", "core_elite"), ("group_darling", "core_elite")],
        by=by,
        at=then,
    )


def _seed(community: CommunityRow, members: list[MemberRow], *, by: Actor, at: datetime) -> None:
    first = seeds.add_seed(
        community=community,
        name="",
        source="buyer",
        promised="首年会费半价",
        member=members[6],
        by=by,
        at=at,
    )
    seeds.give_benefit(seed=first, given="半价券一张", by=by, at=at)
    second = seeds.add_seed(
        community=community, name="", source="personal", promised="新书试读", member=members[7], by=by, at=at
    )
    for seed, member in ((first, members[8]), (first, members[9]), (second, members[10])):
        seeds.note_invitation(seed=seed, member=member, by=by, at=at)


def _bring(one: ExpertRow, stage: Stage, mark: int, *, by: Actor, at: datetime) -> None:
    """Along the board as far as `stage`, with the marks and notes it takes."""
    marks = dict.fromkeys(("authority", "influence", "expression", "sharing", "agreement"), mark)
    if stage is not Stage.CANDIDATE:
        experts.write_entry(expert=one, kind="contact", text="通了电话，愿意来看看", by=by, at=at)
        experts.change(expert=one, by=by, at=at, commitment="time", humour=4, **marks)
    for after in PIPELINE[1 : PIPELINE.index(stage) + 1]:
        experts.move(expert=one, to=after, by=by, at=at)
    if stage is Stage.TESTING:
        experts.write_entry(expert=one, kind="task", text="用手机页完成一次打卡", by=by, at=at)
        experts.write_entry(expert=one, kind="feedback", text="希望打卡后能直接看到书单", by=by, at=at)
