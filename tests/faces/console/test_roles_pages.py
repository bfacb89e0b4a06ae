import pytest

from linli.people.communities.actions import communities
from linli.people.roles.actions import assigning, desks, experts, joint, preparing, seeds
from linli.people.roles.models import (
    Assignment,
    CandidateVerdict,
    CultivationStep,
    Desk,
    Expert,
    ExpertEntry,
    FanRule,
    JointEvent,
    Programme,
    RoleType,
    Seed,
    SeedInvitation,
)
from linli.people.roles.rules.parts import Status

pytestmark = pytest.mark.django_db
PAGES = ("", "candidates/", "experts/", "seeds/", "fans/", "goals/", "guide/")


def put_down(cast, member=None, role="guide", status=Status.CANDIDATE):
    return assigning.assign_member(
        community=cast.community,
        role=role,
        member=member or cast.su,
        status=status,
        by=cast.by_lin,
        at=cast.at,
    )


def register(cast, name="沈墨"):
    return experts.register(
        community=cast.community, by=cast.by_lin, at=cast.at, name=name, niche="旧书修复", contact="wx-shenmo"
    )


def add_seed(cast):
    return seeds.add_seed(
        community=cast.community,
        name="",
        source="buyer",
        promised="首年半价",
        member=cast.su,
        by=cast.by_lin,
        at=cast.at,
    )


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_page_says_what_to_do_next(lin, path):
    shown = lin.get(f"/console/roles/{path}")

    assert shown.status_code == 200
    assert ("ll-empty" in shown.text) or path == ""


@pytest.mark.parametrize("path", PAGES)
def test_zhou_sees_nothing_of_this_community(cast, zhou, path):
    put_down(cast)
    register(cast)
    add_seed(cast)

    shown = zhou.get(f"/console/roles/{path}?community={cast.community.id}").text

    assert not {"苏苏", "沈墨", "共读会"} & set(shown.replace("<", " ").replace(">", " ").split())


def test_a_member_is_put_down_for_a_role_by_name_and_shown_there(cast, lin):
    lin.post("/console/roles/", {"role": "guide", "member": "苏苏", "status": "candidate"})

    [one] = Assignment.objects.all()
    shown = lin.get("/console/roles/").text
    assert (one.member_id, one.status) == (cast.su.id, "candidate")
    assert ("苏苏" in shown, "Nobody plays it" in shown) == (True, True)


def test_a_colleague_plays_a_role_until_a_member_takes_it(cast, lin):
    lin.post(
        "/console/roles/", {"role": "guide", "member": "", "colleague": cast.cheng.id, "status": "candidate"}
    )
    played = Assignment.objects.get()
    taker = put_down(cast)

    lin.post(f"/console/roles/people/{played.id}/", {"act": "give", "id": taker.id})

    taker.refresh_from_db()
    played.refresh_from_db()
    assert (taker.status, played.end_reason) == ("member_held", "handed_over")
    assert "Handed over" in lin.get("/console/roles/").text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"member": "", "colleague": ""}, "Name one member, or one colleague."),
        ({"member": "无名"}, "nobody here goes by “无名”: choose one of the list"),
        ({"member": "x #999999"}, "there is no such member here"),
        (
            {"member": "苏苏", "status": "operator_played"},
            "only somebody of the team plays a role as operator: mark them as team, or make them holder",
        ),
    ],
)
def test_who_cannot_be_put_down_is_said_in_the_form(lin, given, sentence):
    shown = lin.post("/console/roles/", {"role": "guide", "status": "candidate", **given})

    assert sentence in shown.text
    assert Assignment.objects.count() == 0


def test_the_page_of_an_assignment_plans_ticks_and_ends(cast, lin):
    one = put_down(cast)
    path = f"/console/roles/people/{one.id}/"

    lin.post(path, {"act": "step", "kind": "task", "text": "带一次新人"})
    step = CultivationStep.objects.get()
    lin.post(path, {"act": "tick", "id": step.id})
    lin.post(path, {"act": "trained"})
    lin.post(path, {"act": "plan", "evidence": "热心", "trainer": cast.cheng.id, "successor": "墨墨"})
    shown = lin.get(path).text
    lin.post(path, {"act": "end", "reason": "wish"})

    one.refresh_from_db()
    step.refresh_from_db()
    assert (one.evidence, one.trainer_id, one.successor_member_id) == ("热心", cast.cheng.id, cast.momo.id)
    assert (one.end_reason, step.done_at is not None) == ("wish", True)
    assert all(words in shown for words in ("带一次新人", "Trained", "程诺", "墨墨"))


def test_a_candidate_is_turned_down_and_suggested_again(cast, lin):
    path = "/console/roles/candidates/?role=guide"

    lin.post(path, {"act": "no", "member": cast.su.id, "reason": "no_time"})
    shown = lin.get(path).text
    verdicts = list(CandidateVerdict.objects.values_list("member_id", "role", "reason"))
    lin.post(path, {"act": "reconsider", "member": cast.su.id})

    assert verdicts == [(cast.su.id, "guide", "no_time")]
    assert "Has no time" in shown
    assert CandidateVerdict.objects.count() == 0


def test_a_role_is_worded_and_restored(cast, lin):
    given = {
        "name": "领路人",
        "does": "",
        "start": "observed",
        "reinforce": "",
        "wanted": 4,
        "recipe": "welcomer",
    }
    lin.post("/console/roles/wording/guide/", given)
    shown = lin.get("/console/roles/").text
    lin.post("/console/roles/wording/new/", {**given, "name": "夜读人"})

    assert "领路人" in shown
    assert sorted(RoleType.objects.values_list("code", flat=True)) == ["guide", "own_1"]
    lin.post("/console/roles/wording/guide/restore/", {})
    assert list(RoleType.objects.values_list("code", flat=True)) == ["own_1"]


def test_an_expert_goes_along_the_board_without_scripts(cast, lin):
    lin.post("/console/roles/experts/", {"act": "new", "name": "沈墨", "niche": "修书", "source": "forum"})
    one = Expert.objects.get()

    lin.post("/console/roles/experts/", {"act": "contacted", "id": one.id})
    lin.post(f"/console/roles/experts/{one.id}/", {"act": "interviewed"})
    lin.post(f"/console/roles/experts/{one.id}/", {"act": "entry", "kind": "contact", "text": "聊了半小时"})
    refused = lin.post(f"/console/roles/experts/{one.id}/", {"act": "accepted"}, follow=True).text

    one.refresh_from_db()
    assert (one.stage, one.reached) == ("interviewed", 2)
    assert "score all five criteria before accepting somebody" in refused
    assert ExpertEntry.objects.get().text == "聊了半小时"


def test_scores_are_given_the_member_is_named_and_everything_can_be_forgotten(cast, lin):
    one = register(cast)
    path = f"/console/roles/experts/{one.id}/"
    marks = dict.fromkeys(("authority", "influence", "expression", "sharing", "agreement"), "4")

    lin.post(
        path,
        {"act": "card", "name": "沈墨", "niche": "修书", "source": "forum", "commitment": "paid", **marks},
    )
    lin.post(path, {"act": "link", "member": "苏苏"})
    shown = lin.get(path).text
    linked = Expert.objects.get().member_id
    lin.post(path, {"act": "forget"})

    assert ("75 of 100" in shown, linked) == (True, cast.su.id)
    assert Expert.objects.count() == 0


def test_the_programme_has_a_target_that_can_be_changed(lin):
    lin.post("/console/roles/experts/", {"act": "programme", "target": "30", "product": "书单"})

    assert Programme.objects.get().target == 30
    assert "of 30" in lin.get("/console/roles/experts/").text


def test_a_seed_is_added_given_something_and_brings_somebody(cast, lin):
    lin.post("/console/roles/seeds/", {"member": "苏苏", "source": "buyer", "promised": "首年半价"})
    one = Seed.objects.get()
    path = f"/console/roles/seeds/{one.id}/"

    lin.post(path, {"act": "give", "given": "半价券"})
    lin.post(path, {"act": "brought", "member": "墨墨"})
    refused = lin.post(path, {"act": "brought", "member": "苏苏"}).text

    one.refresh_from_db()
    assert (one.given, SeedInvitation.objects.get().member_id) == ("半价券", cast.momo.id)
    assert "nobody invites themselves: choose another member" in refused
    assert "墨墨" in lin.get(path).text


def test_what_a_fan_is_is_built_from_rows_previewed_and_saved(lin):
    rows = {
        "mode": "rows",
        "join": "and",
        "field": ["belonging.messages_90", "belonging.active_days_30"],
        "operator": ["ge", "ge"],
        "value": ["5", "3"],
        "detail": ["", ""],
        "target": "300",
    }

    previewed = lin.post("/console/roles/fans/", {**rows, "act": "preview"}).text
    assert FanRule.objects.count() == 0
    lin.post("/console/roles/fans/", {**rows, "act": "save"})

    rule = FanRule.objects.get()
    assert "0 members meet it now." in previewed
    assert rule.target == 300
    assert "belonging.messages_90 >= 5" in rule.condition


def test_a_mistake_in_a_definition_is_explained(lin):
    given = {"mode": "text", "text": "belonging.nothing >= 5", "target": "300"}

    shown = [lin.post("/console/roles/fans/", {**given, "act": act}).text for act in ("preview", "save")]

    assert all("line 1, character 1 of the definition" in one for one in shown)
    assert FanRule.objects.count() == 0


def test_a_desk_is_opened_changed_and_closed(cast, lin):
    given = {"title": "管家", "matters": "报名", "days": ["1", "2"], "begins": "09:00", "ends": "18:00"}
    lin.post("/console/roles/guide/", {"act": "new", **given})
    one = Desk.objects.get()
    path = f"/console/roles/guide/{one.id}/"

    lin.post(path, {**given, "title": "总管", "member": "苏苏"})
    shown = lin.get("/console/roles/guide/").text
    lin.post(path, {"act": "close"})

    assert ("总管" in shown, "苏苏" in shown) == (True, True)
    assert Desk.objects.count() == 0


def test_a_common_goal_is_planned_and_taken_out(lin):
    lin.post(
        "/console/roles/goals/",
        {"act": "new", "title": "夜读会", "on": "2026-11-05", "first": "host", "second": "guide"},
    )
    one = JointEvent.objects.get()
    assert "夜读会" in lin.get("/console/roles/goals/").text

    lin.post("/console/roles/goals/", {"act": "drop", "id": one.id})

    assert JointEvent.objects.count() == 0


def test_cheng_may_act_on_people_but_not_word_roles_or_open_desks(cast, cheng):
    cheng.post("/console/roles/", {"role": "guide", "member": "苏苏", "status": "candidate"})
    refused = [
        cheng.post("/console/roles/wording/guide/", {"name": "x"}).status_code,
        cheng.post("/console/roles/guide/", {"act": "lay_out"}).status_code,
        cheng.post(
            "/console/roles/fans/", {"mode": "text", "text": "true", "target": "3", "act": "save"}
        ).status_code,
        cheng.post("/console/roles/experts/", {"act": "programme", "target": "3"}).status_code,
    ]

    assert Assignment.objects.count() == 1
    assert refused == [403] * 4
    assert [table.objects.count() for table in (RoleType, Desk, FanRule, Programme)] == [0] * 4


def test_a_seat_reaches_nobody_in_communities_that_are_not_its_own(cast, cheng):
    other = communities.open_community(name="二号书社", by=cast.by_lin, at=cast.at)
    expert = experts.register(community=other, by=cast.by_lin, at=cast.at, name="陆行", niche="诗")
    seed = seeds.add_seed(
        community=other, name="老友甲", source="personal", promised="", by=cast.by_lin, at=cast.at
    )
    desk_count = desks.lay_out(community=other, by=cast.by_lin, at=cast.at)
    event = joint.plan_event(
        community=other,
        title="夜读会",
        goal="",
        on=cast.at.date(),
        pairs=[("host", "guide")],
        by=cast.by_lin,
        at=cast.at,
    )

    found = [
        cheng.get(f"/console/roles/experts/{expert.id}/").status_code,
        cheng.post(f"/console/roles/experts/{expert.id}/", {"act": "forget"}).status_code,
        cheng.post("/console/roles/experts/", {"act": "contacted", "id": expert.id}).status_code,
        cheng.get(f"/console/roles/seeds/{seed.id}/").status_code,
        cheng.post("/console/roles/goals/", {"act": "drop", "id": event.id}).status_code,
    ]

    assert desk_count == 3
    assert found == [404] * 5
    assert "陆行" not in cheng.get(f"/console/roles/experts/?community={other.id}").text
    assert (Expert.objects.count(), JointEvent.objects.count()) == (1, 1)


def test_the_overview_reads_a_bounded_number_of_times(cast, lin, django_assert_max_num_queries):
    for role in ("guide", "host", "creator", "organiser"):
        one = put_down(cast, role=role)
        preparing.add_step(assignment=one, kind="task", text="一步", due_on=None, by=cast.by_lin, at=cast.at)
        put_down(cast, member=cast.momo, role=role, status=Status.MEMBER_HELD)

    with django_assert_max_num_queries(40):
        lin.get("/console/roles/")
