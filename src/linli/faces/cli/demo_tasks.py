"""The demo's tasks: something to approve, to send by hand, to answer, somebody to call; some are done."""

from datetime import datetime, timedelta

from django.db import transaction

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.belonging.queries import stages
from linli.people.communities import queries as communities
from linli.people.tasks.actions import assigning, closing, commenting, opening
from linli.people.tasks.actions.opening import Opening, Question

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
THEME = (
    Question(field="theme", label="主题", is_required=True),
    Question(field="poster", label="海报", type="image"),
    Question(field="ready", label="嘉宾确认了吗", type="yes_no"),
)
HEARD = (
    Question(field="mood", label="聊得怎么样", type="choice", choices=("很好", "一般", "没联系上")),
    Question(field="heard", label="TA 说了什么"),
)
MORNING = "早上好，今天读第 86–102 页。\n读到让你停下来的一句，贴到群里，晚上八点我们一起聊。"
PROMISE = "您好，上次您问的二手书邮寄，我们问到了：可以到付，填好地址发我就行。"


@transaction.atomic
def furnish(community_id: int, *, staff_id: int, by: Actor, at: datetime) -> None:
    """Open them, as if playbooks and colleagues had asked; safe to repeat."""
    lively = stages.members_behind(community_id, stage="active", limit=6)
    if len(lively) < 6:
        return
    _past(community_id, lively, by=by, at=at)
    ids = opening.open_tasks(_waiting(community_id, lively, staff_id, at), by=SYSTEM, at=at - 6 * HOUR)
    assigning.claim_task(task=ids[1], by=by, at=at - HOUR)
    commenting.comment(task=ids[0], text="海报用上周那张的底图就行，字放大一点。", by=by, at=at - 2 * HOUR)
    groups = [one for one in communities.group_lines(community=community_id) if one.address]
    if groups:
        _hand_over(groups[0].id, at)


def _waiting(community: int, lively: list[int], staff_id: int, at: datetime) -> list[Opening]:
    return [
        _theme(community, staff_id, at),
        _promise(community, lively[0], at),
        *(_call(community, member, number, at) for number, member in enumerate(lively[1:4])),
        _recap(community, at),
    ]


def _theme(community: int, staff_id: int, at: datetime) -> Opening:
    return Opening(
        key="demo:theme",
        about="approval",
        title="通过本周共读主题帖",
        purpose="主题帖定了，讨论才有方向；嘉宾要提前知道。",
        community=community,
        origin="demo:theme",
        source="剧本 weekly-rhythm / 步骤 sign_off",
        role="planner",
        staff_id=staff_id,
        due_at=at + 3 * HOUR,
        remind=(HOUR,),
        escalate=((2 * HOUR, "owner"),),
        form=THEME,
        outcomes=("approved", "rejected"),
    )


def _promise(community: int, member: int, at: datetime) -> Opening:
    return Opening(
        key="demo:promise",
        about="reply",
        title="把二手书怎么寄的答案告诉 TA",
        purpose="答应过的事当天办，信任是这样攒下来的。",
        body=PROMISE,
        community=community,
        member=member,
        origin="demo:promise",
        source="值班交接",
        role="support",
        due_at=at - 2 * HOUR,
        proof="optional",
    )


def _recap(community: int, at: datetime) -> Opening:
    return Opening(
        key="demo:recap",
        about="other",
        title="整理昨晚话题的精华，发到资料区",
        purpose="没赶上的人也能跟上，下次更愿意来。",
        community=community,
        origin="demo:recap",
        source="剧本 topic-session / 步骤 recap",
        role="editor",
        due_at=at + DAY,
        proof="required",
    )


def _call(community: int, member: int, number: int, at: datetime) -> Opening:
    return Opening(
        key=f"demo:call:{member}",
        about="call",
        title="问问最近读得怎么样",
        purpose="一句真心的问候，比十条群公告更能留住人。",
        body="好久没聊了，最近在读什么？群里这周聊到你上次提过的那本，想听听你的看法。",
        community=community,
        member=member,
        origin=f"demo:call:{member}",
        source="剧本 silent-care / 步骤 host_call",
        role="host" if number else "support",
        due_at=at + (5 + 7 * number) * HOUR,
        form=HEARD,
        outcomes=("done", "skip"),
        proof="optional",
    )


def _past(community: int, lively: list[int], *, by: Actor, at: datetime) -> None:
    """Three weeks of calls: most of them in time, one late, one missed."""
    for number, member in enumerate(lively * 2):
        then = at - timedelta(days=20 - number)
        wanted = Opening(
            key=f"demo:past:{number}",
            about="call",
            title="欢迎新成员，问问想读什么",
            community=community,
            member=member,
            origin=f"demo:past:{number}",
            source="剧本 newcomer-7d / 步骤 hello",
            role="support",
            due_at=then + 8 * HOUR,
            outcomes=("done", "skip"),
            proof="optional",
        )
        [id] = opening.open_tasks([wanted], by=SYSTEM, at=then)
        if number == 4:
            closing.expire([wanted.key], at=then + DAY)
        else:
            done = then + (10 if number % 5 == 2 else 4) * HOUR
            closing.complete_task(task=id, outcome="done", proof="聊了十分钟", by=by, at=done)


def _hand_over(group: int, at: datetime) -> None:
    wanted = Plan(
        key="demo:morning",
        group=group,
        payload=orders.SendMessage(MORNING),
        policy="assisted",
        due_at=at - HOUR,
        late_after=at + 2 * HOUR,
        origin="demo:morning",
        source="剧本 daily-rhythm / 步骤 morning",
    )
    planning.plan([wanted], by=SYSTEM, at=at)
