from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from linli.facts.roles import ExpertForgotten, ExpertMoved
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.models import AuditEntry
from linli.people.belonging.models import Belonging
from linli.people.members.actions import erasing, tagging
from linli.people.roles.actions import desks, experts, fans, joint, seeds
from linli.people.roles.models import (
    Desk,
    Expert,
    ExpertEntry,
    ExpertMove,
    FanCount,
    FanRule,
    JointEvent,
    Programme,
    Seed,
    SeedInvitation,
)
from linli.people.roles.queries import desks as desk_queries
from linli.people.roles.queries import experts as expert_queries
from linli.people.roles.queries import fans as fan_queries
from linli.people.roles.queries import joint as joint_queries
from linli.people.roles.queries import seeds as seed_queries
from linli.people.roles.rules.experts import Stage
from linli.people.roles.rules.forecast import Outlook
from tests.cast import events_after

DAY = timedelta(days=1)
SCORES = {"authority": 5, "influence": 4, "expression": 4, "sharing": 3, "agreement": 4, "humour": 1}
SHANGHAI = ZoneInfo("Asia/Shanghai")


def register(cast, name="沈墨", niche="旧书修复", **more):
    return experts.register(
        community=cast.community, by=cast.by_lin, at=cast.at, name=name, niche=niche, **more
    )


def move(cast, expert, *stages, at=None):
    for stage in stages:
        experts.move(expert=expert, to=stage, by=cast.by_lin, at=at or cast.at)


def accept(cast, expert):
    experts.change(expert=expert, by=cast.by_lin, at=cast.at, commitment="time", **SCORES)
    move(cast, expert, Stage.CONTACTED, Stage.INTERVIEWED, Stage.ACCEPTED)


def write(cast, expert, kind="contact", text="电话聊了半小时"):
    return experts.write_entry(expert=expert, kind=kind, text=text, by=cast.by_lin, at=cast.at)


def facts_of(kind):
    return [event.fact for event in events_after() if isinstance(event.fact, kind)]


def test_an_expert_comes_from_the_list_to_the_test_and_is_counted(cast):
    expert = register(cast)
    register(cast, name="陆行")

    accept(cast, expert)
    move(cast, expert, Stage.TESTING)
    write(cast, expert, "feedback", "登录要点三次")

    progress = expert_queries.progress_of(cast.community.id)
    assert (progress.target, progress.accepted, progress.with_feedback) == (100, 1, 1)
    assert (progress.share, progress.feedback_rate) == (1.0, 1.0)
    assert expert_queries.funnel_of(cast.community.id) == [
        (Stage.CANDIDATE, 2),
        (Stage.CONTACTED, 1),
        (Stage.INTERVIEWED, 1),
        (Stage.ACCEPTED, 1),
        (Stage.TESTING, 1),
        (Stage.ACTIVE, 0),
    ]
    assert [fact.after for fact in facts_of(ExpertMoved)] == [
        "candidate",
        "candidate",
        "contacted",
        "interviewed",
        "accepted",
        "testing",
    ]


def test_the_board_has_the_best_first(cast):
    register(cast, name="陆行")
    best = register(cast)
    experts.change(expert=best, by=cast.by_lin, at=cast.at, **SCORES)

    column = expert_queries.board(cast.community.id)[0]

    assert [(card.name, card.score) for card in column.cards] == [("沈墨", 75), ("陆行", None)]


def test_an_expert_out_of_the_programme_still_counts_as_accepted(cast):
    expert = register(cast)
    accept(cast, expert)

    move(cast, expert, Stage.RETIRED)

    assert expert_queries.progress_of(cast.community.id).accepted == 1


def test_the_same_expert_twice_is_one(cast):
    assert register(cast).id == register(cast).id
    assert len(facts_of(ExpertMoved)) == 1


def test_nothing_typed_about_an_expert_is_in_the_log_or_the_trail(cast):
    expert = register(cast, contact="shenmo@example.com")
    write(cast, expert)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM events")
        log = cursor.fetchone()[0]
    trail = " ".join(f"{one.subject} {one.before} {one.after}" for one in AuditEntry.objects.all())
    for word in ("沈墨", "旧书修复", "shenmo", "半小时"):
        assert word not in log
        assert word not in trail


def test_who_joined_is_erased_with_everything_kept_about_the_expert(cast):
    expert = register(cast)
    write(cast, expert)
    experts.link(expert=expert, member=cast.su, by=cast.by_lin, at=cast.at)
    assert expert_queries.find_expert_of(cast.community.id, cast.su.id).id == expert.id

    erasing.erase_member(member=cast.su, by=cast.by_lin, at=cast.at)

    assert [table.objects.count() for table in (Expert, ExpertEntry, ExpertMove)] == [0, 0, 0]


def test_an_expert_who_asks_is_forgotten_for_good(cast):
    expert = register(cast)
    write(cast, expert)

    for _twice in range(2):
        experts.forget(expert=expert, by=cast.by_lin, at=cast.at)

    assert [table.objects.count() for table in (Expert, ExpertEntry, ExpertMove)] == [0, 0, 0]
    assert [fact.reason for fact in facts_of(ExpertForgotten)] == ["asked"]


def test_after_a_year_without_contact_strangers_are_forgotten_and_partners_are_not(cast):
    stranger, partner, member, fresh = (register(cast, name=name) for name in ("甲", "乙", "丙", "丁"))
    accept(cast, partner)
    experts.link(expert=member, member=cast.su, by=cast.by_lin, at=cast.at)
    experts.write_entry(
        expert=fresh, kind="contact", text="又聊了一次", by=cast.by_lin, at=cast.at + 30 * DAY
    )

    gone = experts.forget_untouched(by=SYSTEM, at=cast.at + 366 * DAY)

    assert gone == 1
    assert not Expert.objects.filter(id=stranger.id).exists()
    assert Expert.objects.count() == 3
    assert [fact.reason for fact in facts_of(ExpertForgotten)] == ["kept_long_enough"]


def test_a_seed_is_given_what_was_promised_and_their_people_are_counted(cast):
    seed = seeds.add_seed(
        community=cast.community,
        name="",
        source="buyer",
        promised="首年半价",
        member=cast.su,
        by=cast.by_lin,
        at=cast.at,
    )
    Belonging.objects.filter(member_id=cast.momo.id).delete()
    belong(cast, cast.momo, messages_30=3)

    seeds.give_benefit(seed=seed, given="首年半价券", by=cast.by_lin, at=cast.at + DAY)
    for _twice in range(2):
        seeds.note_invitation(seed=seed, member=cast.momo, by=cast.by_lin, at=cast.at)

    [line] = seed_queries.seeds_of(cast.community.id)
    assert (line.name, line.given, line.invited, line.here, line.speaking) == ("苏苏", "首年半价券", 1, 1, 1)
    assert [(one.name, one.is_here, one.messages_30) for one in seed_queries.invited_by(seed)] == [
        ("墨墨", True, 3)
    ]


def test_a_seed_taken_off_leaves_nothing(cast):
    seed = seeds.add_seed(
        community=cast.community, name="老友甲", source="personal", promised="", by=cast.by_lin, at=cast.at
    )
    seeds.note_invitation(seed=seed, member=cast.momo, by=cast.by_lin, at=cast.at)

    seeds.forget_seed(seed=seed, by=cast.by_lin, at=cast.at)

    assert [table.objects.count() for table in (Seed, SeedInvitation)] == [0, 0]


def belong(cast, member, **numbers):
    given = {
        "joined_at": cast.at,
        "joined_on": cast.at.date(),
        "last_sign_on": cast.at.date(),
        "stage_since": cast.at.date(),
        "relation_since": cast.at.date(),
        "counted_on": cast.at.date(),
        **numbers,
    }
    Belonging.objects.update_or_create(
        member_id=member.id, community_id=cast.community.id, defaults=given, create_defaults=given
    )


def define(cast, condition="belonging.messages_90 >= 60", target=10):
    return fans.define_fans(
        community=cast.community, condition=condition, target=target, by=cast.by_lin, at=cast.at
    )


def test_the_definition_linli_starts_with_can_be_asked(cast):
    definition = fan_queries.definition_of(cast.community.id)

    assert not definition.is_own
    assert definition.sentence
    assert fan_queries.count_fans(cast.community.id, definition.condition, at=cast.at) == 0


def test_fans_are_members_who_meet_the_definition_and_are_not_of_the_team(cast):
    belong(cast, cast.su, messages_90=80)
    belong(cast, cast.momo, messages_90=90)
    define(cast)
    assert [
        fan.name for fan in fan_queries.fans_of(cast.community.id, "belonging.messages_90 >= 60", at=cast.at)
    ] == [
        "墨墨",
        "苏苏",
    ]

    tagging.set_operator(member=cast.momo, is_operator=True, by=cast.by_lin, at=cast.at)

    assert fan_queries.count_fans(cast.community.id, "belonging.messages_90 >= 60", at=cast.at) == 1


def test_fans_are_counted_once_a_day_and_the_forecast_follows(cast):
    belong(cast, cast.su, messages_90=80)
    define(cast, target=3)
    today = cast.at.astimezone(SHANGHAI).date()
    FanCount.objects.bulk_create(
        FanCount(community_id=cast.community.id, day=today - timedelta(weeks=number), fans=0)
        for number in range(1, 5)
    )

    for _twice in range(2):
        fans.count_all(at=cast.at)
    tracker = fan_queries.tracker_of(cast.community, fan_queries.definition_of(cast.community.id), at=cast.at)

    assert FanCount.objects.get(day=today).fans == 1
    assert (tracker.now, tracker.target) == (1, 3)
    assert tracker.forecast.outlook is Outlook.EXPECTED
    assert tracker.forecast.weekly_gain == pytest.approx(0.25)


def test_another_definition_begins_a_new_count(cast):
    define(cast)
    fans.count_all(at=cast.at)

    define(cast, target=20)
    assert FanCount.objects.count() == 1
    define(cast, condition="belonging.messages_90 >= 10")

    assert FanCount.objects.count() == 0


def open_desk(cast, **changed):
    given = {
        "title": "管家",
        "matters": "报名和奖励",
        "shown_name": "程诺",
        "contact": "群里 @程诺",
        "days": "12345",
        "begins": time(9),
        "ends": time(18),
        "member": None,
        **changed,
    }
    return desks.open_desk(community=cast.community, by=cast.by_lin, at=cast.at, **given)


def test_a_desk_is_on_by_the_clock_of_its_community(cast):
    open_desk(cast)

    def is_on(hour):
        at = datetime(2026, 11, 2, hour, 30, tzinfo=SHANGHAI)
        return desk_queries.desks_of(cast.community, at=at)[0].is_on

    assert [is_on(hour) for hour in (8, 9, 17, 18)] == [False, True, True, False]


def test_the_three_desks_are_laid_out_once(cast):
    assert [desks.lay_out(community=cast.community, by=cast.by_lin, at=cast.at) for _twice in range(2)] == [
        3,
        0,
    ]
    assert Desk.objects.count() == 3


def test_an_erased_member_is_no_longer_named_at_a_desk(cast):
    open_desk(cast, member=cast.su, shown_name="", contact="13800000000")
    assert desk_queries.desks_of(cast.community, at=cast.at)[0].name == "苏苏"

    erasing.erase_member(member=cast.su, by=cast.by_lin, at=cast.at)

    [desk] = Desk.objects.all()
    assert (desk.member_id, desk.shown_name, desk.contact) == (None, "", "")


def plan_event(cast, pairs=(("host", "guide"),), title="夜读会", on=date(2026, 11, 3)):
    return joint.plan_event(
        community=cast.community, title=title, goal="", on=on, pairs=pairs, by=cast.by_lin, at=cast.at
    )


def test_the_same_common_goal_twice_is_one(cast):
    assert plan_event(cast).id == plan_event(cast, pairs=[("guide", "host")]).id
    assert JointEvent.objects.get().pairs == [["guide", "host"]]


def test_a_common_goal_without_talk_has_no_replies(cast):
    plan_event(cast)

    [event] = joint_queries.events_of(cast.community, today=date(2026, 11, 5))

    assert [(pair.before, pair.after) for pair in event.pairs] == [(0, 0)]
    assert event.days_counted == 3


REFUSED = {
    "an expert without a field": (
        lambda cast: register(cast, niche=" "),
        "an expert needs a name and the field their word counts in",
    ),
    "a name that is too long": (
        lambda cast: register(cast, name="长" * 81),
        "say it in at most 80 characters",
    ),
    "a mark of six": (lambda cast: register(cast, humour=6), "a score is a whole number from 1 to 5"),
    "a source that is none": (
        lambda cast: register(cast, source="dream"),
        "nothing called “source” with this value is kept about an expert",
    ),
    "no target": (
        lambda cast: experts.set_programme(
            community=cast.community, target=0, product="", version="", reward="", by=cast.by_lin, at=cast.at
        ),
        "a target lies between 1 and 5000",
    ),
    "a seed without a name": (
        lambda cast: seeds.add_seed(
            community=cast.community, name=" ", source="buyer", promised="", by=cast.by_lin, at=cast.at
        ),
        "a seed needs a name of at most 80 characters, or a member",
    ),
    "a seed from nowhere": (
        lambda cast: seeds.add_seed(
            community=cast.community, name="甲", source="sky", promised="", by=cast.by_lin, at=cast.at
        ),
        "a seed bought already or is known in person: choose one",
    ),
    "a definition of nothing": (
        lambda cast: define(cast, condition="  "),
        "say in 1 to 2000 characters what makes a fan",
    ),
    "a fan by an unknown field": (
        lambda cast: define(cast, condition="belonging.mesages_90 >= 60"),
        None,
    ),
    "a target of no fans": (lambda cast: define(cast, target=0), "a target lies between 1 and 10000000"),
    "a desk without a title": (
        lambda cast: open_desk(cast, title=" "),
        "a desk needs a title of at most 40 characters",
    ),
    "a desk that never opens": (
        lambda cast: open_desk(cast, days="89"),
        "a desk answers on at least one day of the week: tick one",
    ),
    "a goal without roles": (
        lambda cast: plan_event(cast, pairs=()),
        "name 1 to 10 pairs of different roles that work together",
    ),
    "a role with itself": (
        lambda cast: plan_event(cast, pairs=[("host", "host")]),
        "name 1 to 10 pairs of different roles that work together",
    ),
    "a goal of an unknown role": (
        lambda cast: plan_event(cast, pairs=[("host", "wizard")]),
        "there is no role “wizard” in this community: choose one of its roles",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(cast, case):
    act, sentence = REFUSED[case]
    trail = AuditEntry.objects.count()

    with pytest.raises(Refusal) as refused:
        act(cast)

    assert str(refused.value) == (
        sentence
        or 'line 1, character 1 of the definition: Nothing here is called "belonging.mesages_90";'
        ' did you mean "belonging.messages_90"?'
    )
    for table in (Expert, Programme, Seed, FanRule, Desk, JointEvent):
        assert table.objects.count() == 0
    assert AuditEntry.objects.count() == trail


def test_an_expert_is_accepted_only_with_scores_and_a_commitment(cast):
    expert = register(cast)
    move(cast, expert, Stage.CONTACTED, Stage.INTERVIEWED)
    moves = ExpertMove.objects.count()

    def refusal_of(act):
        with pytest.raises(Refusal) as refused:
            act()
        return str(refused.value)

    def accept_now():
        move(cast, expert, Stage.ACCEPTED)

    assert refusal_of(accept_now) == "score all five criteria before accepting somebody"
    experts.change(expert=expert, by=cast.by_lin, at=cast.at, **SCORES)
    assert refusal_of(accept_now) == "write down what they commit, money or time, before accepting somebody"
    assert refusal_of(lambda: move(cast, expert, Stage.ACTIVE)) == (
        "an expert goes one column at a time: on, back, or out"
    )
    assert refusal_of(lambda: write(cast, expert, "feedback")) == (
        "tasks and feedback begin once they are accepted: move them there first"
    )
    assert refusal_of(lambda: write(cast, expert, text=" ")) == "write 1 to 1000 characters"
    assert (ExpertMove.objects.count(), ExpertEntry.objects.count()) == (moves, 0)
