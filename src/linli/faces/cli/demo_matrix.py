"""The demo's matrix: a pool that feeds a camp, a camp that feeds the fans, and people on their way."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from linli.connect.adapters.null import actions as trials
from linli.connect.gateway.intake import accepting
from linli.faces.cli import demo_words as words
from linli.facts.inbound import Inbound, InboundKind
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries
from linli.people.communities.actions import cloning, communities, groups, handovers, identity, matrix, places
from linli.people.communities.actions import types as choosing
from linli.people.communities.actions.identity import Brand, Identity
from linli.people.communities.actions.matrix import End, Terms
from linli.people.communities.actions.places import Place
from linli.people.communities.reading import flows
from linli.people.communities.reading import handovers as reading

TRIALS = "演示群"
POOL, CAMP, FANS = "春日读书福利群", "七日共读营", "清风老书友"
PEOPLE = 64
DAY = timedelta(days=1)


def lay(club: int, *, by: Actor, began: datetime, at: datetime) -> None:
    """Three more communities with weeks of coming and going, the paths between them, a venue."""
    channel = trials.open_channel(name=TRIALS, at=began).id
    made = {}
    for name, code, job in (
        (POOL, "traffic", "接住海报和朋友带来的人"),
        (CAMP, "training_camp", "七天读完一本书，养成习惯"),
        (FANS, "fan", "老书友的售后与分享"),
    ):
        one = communities.open_community(
            name=name, purpose=job, type_code=code, side="c", by=by, at=began, zone="Asia/Shanghai"
        )
        groups.bind_group(
            community=one,
            name=name,
            channel_id=channel,
            external=f"demo-{code}",
            capacity=one.capacity or 500,
            by=by,
            at=began,
        )
        made[code] = one.id
    _describe_club(club, by=by, at=began)
    accepting.accept(channel, sorted(_lives(began, at), key=lambda one: one.occurred_at), at=at)
    _draw(made, club, by=by, at=began)
    _venue(club, by=by, at=began)


def hand_over(*, by: Actor, at: datetime) -> None:
    """Some of the pool are asked into the camp; two have answered."""
    for edge in flows.edges():
        waiting = flows.people_of(edge, since=at - 30 * DAY, until=at, which="waiting")[:5]
        if edge.source is None or edge.target is None or edge.target.name != CAMP or not waiting:
            continue
        handovers.offer(move=handovers.along(edge), members=waiting, by=by, at=at - DAY)
        for number, one in enumerate(reading.handovers(edge=edge.id)[:2]):
            handovers.answer(handover=one, is_accepted=number == 0, by=by, at=at - DAY / 2)


def _describe_club(club: int, *, by: Actor, at: datetime) -> None:
    community = queries.get_community(club)
    choosing.choose_type(community=community, code="learning", by=by, at=at)
    about = Identity(
        slogan="每天一页，慢慢走远",
        tags=("共读", "写作", "线下茶座"),
        introduction="我们每周一起读完一本书的几章，每个人说一句自己的话。",
        theme="读书",
        audience="想读完书、又总是读不完的上班族和爸妈",
        side="c",
        job="读书习惯的主场",
        from_stage="interest",
        to_stage="satisfaction",
        entry_mode="一条链接即可进来，先看群规",
        is_o2o=True,
        region="杭州",
    )
    identity.describe(community=community, identity=about, by=by, at=at)
    kit = Brand(
        hue="green", tone="像老邻居一样说话", claims=("读完一本书",), dos=("先答新人",), donts=("刷屏",)
    )
    identity.set_brand(community=community, brand=kit, by=by, at=at)
    filed = {"categories": ("书评", "摘抄"), "specials": ("《边城》共读",), "topics": ("最近在读什么",)}
    identity.set_structure(community=community, structure=filed, by=by, at=at)
    criteria = [{"figure": "spoke_30", "at_least": 20}, {"figure": "members", "at_least": 100}]
    cloning.begin_pilot(community=community, criteria=criteria, by=by, at=at)


def _draw(made: dict[str, int], club: int, *, by: Actor, at: datetime) -> None:
    helper = matrix.add_carrier(
        name="小邻助理（企微）",
        kind="wecom",
        from_stage="desire",
        to_stage="action",
        job="一对一答疑和报名",
        by=by,
        at=at,
    )
    terms = {
        ("traffic", "training_camp"): Terms("进群满三天、愿意读完一本书的人", "days", eligible_days=3),
        ("training_camp", "fan"): Terms("七天都打过卡的营员", "course_end"),
    }
    for (source, target), one in terms.items():
        ends = (End("community", made[source]), End("community", made[target]))
        matrix.draw_edge(source=ends[0], target=ends[1], terms=one, by=by, at=at)
    camp = End("community", made["training_camp"])
    matrix.draw_edge(
        source=camp, target=End("carrier", helper.id), terms=Terms("想单独问问题的营员"), by=by, at=at
    )
    matrix.draw_edge(
        source=camp,
        target=End("community", club),
        terms=Terms("想继续读下一本的营员", "by_hand"),
        by=by,
        at=at,
    )


def _venue(club: int, *, by: Actor, at: datetime) -> None:
    place = Place(
        name="河畔书屋二楼",
        address="杭州市拱墅区运河边 8 号",
        region="杭州",
        capacity=30,
        hosts="程诺、晚晴",
        cost_cents=20000,
        communities=(club,),
    )
    places.save_venue(venue=None, place=place, by=by, at=at)


def _lives(began: datetime, at: datetime) -> Iterator[Inbound]:
    """Everybody comes into the pool; some go on to the camp, some of those to the fans; some leave."""
    rng = random.Random(8)  # noqa: S311 - a story, not a secret
    for number in range(PEOPLE):
        person = f"way-{number}"
        came = began + DAY * rng.uniform(1, 40)
        steps = [("traffic", came)]
        if rng.random() < 0.55:
            steps.append(("training_camp", came + DAY * rng.uniform(3, 8)))
            if rng.random() < 0.5:
                steps.append(("fan", steps[-1][1] + DAY * rng.uniform(7, 10)))
        for place, moment in steps:
            if moment < at:
                yield _happens(person, number, place, "join", moment)
                yield from _talk(rng, person, number, place, moment, at)
        leaves = steps[-1][1] + DAY * 6
        if rng.random() < 0.3 and leaves < at:
            yield _happens(person, number, "traffic", "leave", leaves)


def _talk(
    rng: random.Random, person: str, number: int, place: str, since: datetime, at: datetime
) -> Iterator[Inbound]:
    for _one in range(rng.randint(0, 3)):
        moment = since + DAY * rng.uniform(0.1, 12)
        if moment < at:
            yield _happens(person, number, place, "message", moment, words.saying(rng))


def _happens(
    person: str, number: int, place: str, kind: InboundKind, moment: datetime, text: str = ""
) -> Inbound:
    return Inbound(
        kind=kind,
        external_id=f"{person}-{place}-{kind}-{moment.timestamp():.0f}",
        occurred_at=moment,
        group=f"demo-{place}",
        sender=person,
        sender_name=words.name(60 + number),
        text=text,
    )
