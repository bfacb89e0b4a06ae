"""The demo's profiles: the ready-made template, answers of half the members, a persona, a pair of records."""

import random
from datetime import datetime, timedelta

from linli.kernel.orgs.actor import Actor
from linli.people.profiles.actions import answering, asking, defining, describing, duplicates, using
from linli.people.profiles.queries import fields, people

_CITIES = ("浙江 杭州", "浙江 宁波", "上海", "江苏 苏州", "北京", "四川 成都")
_SHARES = (
    "怎样带着孩子每天读二十分钟",
    "旧书修补和包书皮的办法",
    "做过三年线下读书会，能讲怎么开场",
    "会用手机拍书，可以教",
    "读过两遍《边城》，愿意领读一章",
)
_SUPPLIES = ("周末可借的场地，能坐二十人", "出版社的朋友，可以要样书", "一台投影仪", "印刷厂的优惠价")
_CHOSEN = (
    "industry", "position", "side", "need_business", "need_knowledge", "need_life", "info_channels",
    "attention_rank", "community_kind", "liveliness", "contact_time",
)  # fmt: skip


def furnish(community_id: int, *, by: Actor, at: datetime) -> None:
    """Fill profiles of those who are in the community now; the same each time."""
    defining.take_template(by=by, at=at)
    rng = random.Random("profiles")  # noqa: S311  (an invented life, the same each time)
    ids = people.present_ids(community_id)
    asking.ask(member_ids=ids, community_id=community_id, by=by, at=at - timedelta(days=20))
    by_code = fields.by_code(_CHOSEN)
    for number, member in enumerate(ids):
        if rng.random() < 0.6:
            values: dict[str, str | list[str]] = {
                code: rng.choice(one.choices[: 3 + rng.randrange(4)]).code for code, one in by_code.items()
            }
            values |= {"city": rng.choice(_CITIES), "hours_per_week": str(rng.randrange(1, 9))}
            if rng.random() < 0.4:
                values |= {"can_share": rng.choice(_SHARES), "can_supply": rng.choice(_SUPPLIES)}
            answering.answer(
                member_id=member,
                values=values,
                source="member",
                by=Actor(f"member:{member}", "member"),
                at=at - timedelta(days=1 + number % 18),
            )
    _persona(community_id, by=by, at=at)
    if len(ids) > 1:
        for member in ids[:2]:
            answering.answer(member_id=member, values={"phone": "13800138000"}, source=by.code, by=by, at=at)
    duplicates.find_pairs(at=at)


def _persona(community_id: int, *, by: Actor, at: datetime) -> None:
    describing.describe_persona(
        community_id=community_id,
        name="想读书的上班族",
        wanted={
            "industry": ["internet", "education", "media"],
            "need_knowledge": ["reading", "skills"],
            "community_kind": ["learning", "interest"],
        },
        by=by,
        at=at,
    )
    using.note_use(field=("industry", "city"), purpose="match", about="demo", by=by, at=at)
