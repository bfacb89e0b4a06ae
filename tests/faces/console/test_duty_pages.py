"""The pages about duty: setting up, people, terms, swaps, rewards, the report; who may see and do what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.kernel.orgs import actor
from linli.people.duty.actions import swapping, turning, volunteering
from linli.people.duty.models import DutyItem, Rota, Swap, Term, Volunteer
from linli.people.duty.rules.turns import Source
from linli.people.tasks.actions import closing
from linli.people.tasks.models import Task
from tests.people.duty.conftest import keep_belongings

PAGES = ("", "report/", "settings/")
SETTINGS = {
    "begins": "09:00",
    "days": "7",
    "ahead": "4",
    "pattern": "in_turn",
    "rest": "1",
    "most_a_year": "6",
    "done_by": "22:00",
    "swap_hours": "48",
    "takes_offers": "on",
    "is_running": "on",
    "reward_kind": "goods",
    "reward_what": "一本书",
    "reward_worth": "45.50",
    "reward_source": "会费",
}


def save(client, first_on, **changed):
    return client.post("/console/duty/settings/", {**SETTINGS, "first_on": str(first_on), **changed})


@pytest.fixture
def rota(cast, lin):
    keep_belongings()
    save(lin, timezone.localdate() - timedelta(days=7))
    return Rota.objects.get()


@pytest.fixture
def on(cast, rota):
    """Su is on duty, Momo comes next."""
    now = timezone.now()
    for member in (cast.su, cast.momo):
        volunteering.put_down(
            community=cast.community, member_id=member.id, source=Source.CHOSEN, by=cast.by_lin, at=now
        )
    turning.turn(community=cast.community, at=now)
    return list(Term.objects.order_by("number"))


def finish(cast, term):
    """The term is over, with one task done."""
    at = timezone.now()
    task = Task.objects.filter(role="duty").order_by("id").first()
    closing.complete_task(task=task.id, outcome="done", by=actor.member(term.member_id), at=at)
    turning.turn(community=cast.community, at=term.ends_at)
    term.refresh_from_db()


@pytest.mark.parametrize("path", PAGES)
def test_before_there_is_a_rota_every_page_says_what_to_do(lin, path):
    page = lin.get(f"/console/duty/{path}")

    assert page.status_code == 200
    assert "Set up the rota" in page.text


@pytest.mark.parametrize("path", PAGES)
def test_zhou_sees_nothing_of_this_community(cast, on, zhou, path):
    shown = zhou.get(f"/console/duty/{path}?community={cast.community.id}").text

    assert not {"苏苏", "墨墨", "共读会"} & set(shown.replace("<", " ").replace(">", " ").split())
    assert zhou.get(f"/console/duty/terms/{on[0].id}/").status_code == 404


def test_a_rota_is_set_up_with_its_ready_made_checklist_and_planned_ahead(cast, lin):
    save(lin, timezone.localdate())

    rota = Rota.objects.get()
    assert (rota.days, rota.reward_cents, rota.is_running) == (7, 4550, True)
    assert DutyItem.objects.count() == 6
    assert Term.objects.count() == 5


def test_settings_that_cannot_be_are_refused_and_keep_what_was_typed(cast, lin, rota):
    refused = save(lin, rota.first_on, days="99", reward_what="奖品")

    assert refused.status_code == 422
    assert "奖品" in refused.text
    assert Rota.objects.get().days == 7


def test_the_checklist_is_changed_and_restored(cast, lin, rota):
    first, second = DutyItem.objects.order_by("position")[:2]
    typed = {
        "id_0": first.id,
        "title_0": "欢迎新人",
        "body_0": "点名",
        "every_0": "workdays",
        "minutes_0": "5",
        "id_1": second.id,
        "title_1": second.title,
        "gone_1": "1",
        "title_2": "发早安",
        "every_2": "first_day",
        "minutes_2": "1",
    }

    lin.post("/console/duty/settings/checklist/", {**typed, "act": "save"})

    kept = list(DutyItem.objects.order_by("position").values_list("title", "every", "minutes", "code"))
    assert kept == [("欢迎新人", "workdays", 5, "welcome"), ("发早安", "first_day", 1, "")]
    assert lin.post("/console/duty/settings/checklist/", {"act": "save"}).status_code == 422
    assert DutyItem.objects.count() == 2

    lin.post("/console/duty/settings/checklist/", {"act": "restore"})
    assert DutyItem.objects.count() == 6


def test_somebody_is_put_on_the_list_by_name_and_taken_off_again(cast, lin, rota):
    lin.post("/console/duty/", {"act": "add", "member": "苏苏", "source": "elected"})

    one = Volunteer.objects.get()
    assert (one.member_id, one.source, one.standing) == (cast.su.id, "elected", "ready")
    assert "elected by the members" in lin.get("/console/duty/").text

    lin.post("/console/duty/", {"act": "off", "id": one.id})
    assert Volunteer.objects.get().standing == "left"
    refused = lin.post("/console/duty/", {"act": "add", "member": "谁也不是", "source": "chosen"})
    assert refused.status_code == 422
    assert "谁也不是" in refused.text


def test_who_offers_waits_for_a_welcome_where_the_rota_says_so(cast, lin, rota):
    save(lin, rota.first_on, takes_offers="")
    volunteering.put_down(
        community=cast.community,
        member_id=cast.su.id,
        source=Source.OFFERED,
        by=actor.member(cast.su.id),
        at=timezone.now(),
    )
    assert "苏苏 offers to take turns" in lin.get("/console/duty/").text

    lin.post("/console/duty/", {"act": "welcome", "id": Volunteer.objects.get().id})

    assert Volunteer.objects.get().standing == "ready"
    assert Term.objects.filter(member_id=cast.su.id).exists()


def test_the_rota_shows_faces_and_gaps(cast, lin, on):
    lin.post(f"/console/duty/terms/{on[2].id}/", {"act": "appoint", "member": "", "backup": ""})

    page = lin.get("/console/duty/").text

    assert "苏苏" in page
    assert "ll-duty-on" in page
    assert "ll-duty-gap" in page


def test_a_term_is_given_to_somebody_else(cast, lin, on):
    path = f"/console/duty/terms/{on[0].id}/"
    assert "收集新人信息" in lin.get(path).text

    lin.post(path, {"act": "appoint", "member": "墨墨", "backup": "苏苏"})

    term = Term.objects.get(id=on[0].id)
    assert (term.member_id, term.backup_member_id) == (cast.momo.id, cast.su.id)
    refused = lin.post(path, {"act": "appoint", "member": "墨墨", "backup": "墨墨"})
    assert refused.status_code == 422


def test_the_team_decides_a_swap(cast, lin, on):
    swapping.ask(
        community=cast.community,
        term_id=on[0].id,
        to_member_id=cast.momo.id,
        other_term_id=on[1].id,
        member_id=cast.su.id,
        by=actor.member(cast.su.id),
        at=timezone.now(),
    )
    assert "苏苏 asks 墨墨 to swap" in lin.get("/console/duty/").text

    lin.post("/console/duty/", {"act": "accept", "id": Swap.objects.get().id})

    assert [one.member_id for one in Term.objects.order_by("number")[:2]] == [cast.momo.id, cast.su.id]


def test_a_reward_is_given_only_as_a_thing_on_a_day(cast, lin, on):
    finish(cast, on[0])
    path = f"/console/duty/terms/{on[0].id}/"
    given = {"act": "give", "kind": "goods", "what": "", "worth": "45", "source": "会费"}

    refused = lin.post(path, {**given, "given_on": str(timezone.localdate())})
    assert refused.status_code == 422
    assert "say what was given" in refused.text

    lin.post(path, {**given, "what": "《边城》", "given_on": str(timezone.localdate())})
    lin.post(path, {"act": "rate", "rating": "5"})

    term = Term.objects.get(id=on[0].id)
    assert (term.reward_state, term.reward_what, term.rating) == ("given", "《边城》", 5)
    assert "《边城》" in lin.get(path).text


def test_the_report_says_how_much_was_covered_and_who_carries_what(cast, lin, on):
    finish(cast, on[0])

    page = lin.get("/console/duty/report/").text

    assert "Who carries how much" in page
    assert "苏苏" in page


def test_a_moderator_appoints_but_does_not_change_the_rota(cast, cheng, on):
    assert save(cheng, on[0].starts_at.date(), days="3").status_code == 403
    cheng.post("/console/duty/", {"act": "off", "id": Volunteer.objects.first().id})

    assert Rota.objects.get().days == 7
    assert Volunteer.objects.filter(standing="left").count() == 1


def test_the_board_needs_a_bounded_number_of_queries(lin, on, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        lin.get("/console/duty/")
