"""The pages of care: whom to look after today, a person's log, winning back, upkeep; and who may see what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.people.belonging.models import Belonging
from linli.people.care.actions import caring, reaching
from linli.people.care.actions.caring import Terms
from linli.people.care.models import Care, CareNote, Outreach, Upkeep
from linli.people.communities.actions import communities
from linli.people.segments.models import Segment
from tests.faces.console.conftest import client_of
from tests.people.belonging.living import Living

DAY = timedelta(days=1)
SECRET = "母亲住院,需要多联系"


@pytest.fixture
def wen(cast):
    """Somebody who gave something and has been silent for six weeks."""
    now = timezone.now()
    living = Living(cast, now)
    for ago in (60, 59, 58, 45):
        living.say("message", "wen", now - ago * DAY, text="往事", reply_to="m-1")
    living.hear()
    ids = Belonging.objects.values_list("member_id", flat=True)
    return next(id for id in ids if id not in {cast.su.id, cast.momo.id})


def care(cast, member, seat, **terms):
    return caring.assign_care(
        member_id=member,
        community_id=cast.community.id,
        terms=Terms(seat_id=seat.id, **terms),
        today=timezone.localdate(),
        by=cast.by_lin,
        at=timezone.now(),
    )


def note(cast, member, **more):
    today = timezone.localdate()
    return caring.write_note(
        member_id=member,
        community_id=cast.community.id,
        kind="life",
        text=SECRET,
        happened_on=today,
        today=today,
        by=cast.by_lin,
        at=timezone.now(),
        **more,
    )


def url(cast, member):
    return f"/console/care/{member}/{cast.community.id}/"


def text(client, address):
    return client.get(address).content.decode()


def test_today_shows_mine_and_everybodys(cast, wen, lin, cheng, django_assert_max_num_queries):
    care(cast, wen, cast.cheng_seat, next_on=timezone.localdate(), next_step="问问近况", is_vip=True)

    assert "Nothing is due today" in text(lin, "/console/care/")
    with django_assert_max_num_queries(16):
        page = text(lin, "/console/care/?whose=all")
    assert "Planned contact" in page
    assert "问问近况" in page
    assert "1 person to care for today" in text(cheng, "/console/care/")
    assert "1 person to care for today" in text(cheng, "/console/today/")
    assert "1 person to care for today" not in text(lin, "/console/today/")


def test_a_person_is_looked_after_and_written_about(cast, wen, lin):
    answer = lin.post(
        url(cast, wen), {"do": "terms", "is_vip": "on", "seat": cast.lin_seat.id, "plan": "常联系"}
    )
    assert answer.status_code == 302
    given = {"do": "note", "kind": "difficulty", "text": SECRET, "happened_on": timezone.localdate()}
    assert lin.post(url(cast, wen), given).status_code == 302

    page = text(lin, url(cast, wen))

    assert SECRET in page
    assert (Care.objects.get().is_vip, Care.objects.get().plan) == (True, "常联系")
    assert "VIP" in text(lin, "/console/care/people/?whose=vip")
    made = CareNote.objects.get()
    assert lin.post(f"/console/care/notes/{made.id}/remove/").status_code == 302
    assert lin.post(f"{url(cast, wen)}end/").status_code == 302
    assert (CareNote.objects.count(), Care.objects.get().ended_at is None) == (0, False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"do": "terms", "response_hours": 0}, "greater than or equal to 1"),
        ({"do": "terms", "next_on": "2020-01-01"}, "choose one between"),
        ({"do": "terms", "seat": "99999"}, "Select a valid choice"),
        ({"do": "note", "kind": "gossip", "text": "x", "happened_on": "2026-01-01"}, "Select a valid choice"),
        ({"do": "note", "kind": "life", "text": " ", "happened_on": "2026-01-01"}, "This field is required"),
        ({"do": "note", "kind": "life", "text": "x", "happened_on": "2999-01-01"}, "today or an earlier day"),
    ],
)
def test_what_cannot_be_is_refused(cast, wen, lin, given, words):
    assert words in lin.post(url(cast, wen), given).content.decode()

    assert (Care.objects.count(), CareNote.objects.count()) == (0, 0)


def test_who_may_not_see_personal_values_sees_no_note(cast, wen, lin):
    from linli.kernel.orgs.models import Seat
    from linli.kernel.orgs.rules import Role

    note(cast, wen, remind_on=timezone.localdate())
    Seat.objects.filter(id=cast.cheng_seat.id).update(role=Role.ANALYST)
    analyst = client_of(cast.cheng)

    for address in (url(cast, wen), "/console/care/?whose=all"):
        assert SECRET not in text(analyst, address)
        assert SECRET in text(lin, address)
    given = {"do": "note", "kind": "life", "text": "x", "happened_on": timezone.localdate()}
    assert analyst.post(url(cast, wen), given).status_code == 403
    assert CareNote.objects.count() == 1


def test_a_reminder_is_ticked_off(cast, wen, lin):
    made = note(cast, wen, remind_on=timezone.localdate())

    assert lin.post(f"/console/care/notes/{made.id}/done/").status_code == 302

    assert "Nothing is due today" in text(lin, "/console/care/?whose=all")


def test_winning_back_lists_reasons_and_records_what_was_tried(cast, wen, lin, django_assert_max_num_queries):
    address = f"/console/care/silent/?community={cast.community.id}"
    with django_assert_max_num_queries(20):
        page = text(lin, address)
    assert "Personal message" in page
    assert "closeness 7" not in page
    assert "answers to others 4" in page

    sent = lin.post(f"/console/care/silent/{cast.community.id}/{wen}/", {"way": "message"})
    assert sent.status_code == 302
    made = Outreach.objects.get()
    assert (made.way, made.days_silent) == ("message", 45)
    assert "Wait for now" in text(lin, address)
    assert lin.post(f"/console/care/attempts/{made.id}/", {"answer": "answered"}).status_code == 302
    assert Outreach.objects.get().answer == "answered"


def test_a_way_that_is_none_is_refused(cast, wen, lin):
    answer = lin.post(f"/console/care/silent/{cast.community.id}/{wen}/", {"way": "pigeon"})

    assert answer.status_code == 422
    assert Outreach.objects.count() == 0


def test_upkeep_is_set_and_ended(cast, wen, lin):
    segment = Segment.objects.create(
        name="老朋友", kind="static", purpose="", strategy="", created_at=timezone.now()
    )
    given = {"segment": segment.id, "community": cast.community.id, "every_days": 7, "step": "发一条近况"}

    assert lin.post("/console/care/upkeep/", given).status_code == 302
    assert "老朋友" in text(lin, "/console/care/upkeep/")
    made = Upkeep.objects.get()
    assert lin.post(f"/console/care/upkeep/{made.id}/end/").status_code == 302
    assert "No upkeep yet" in text(lin, "/console/care/upkeep/")


def test_strangers_see_nothing_and_limited_seats_only_theirs(cast, wen, zhou, cheng):
    other = communities.open_community(name="别处", by=cast.by_lin, at=cast.at)
    made = note(cast, wen)

    assert zhou.get(url(cast, wen)).status_code == 404
    assert zhou.post(f"/console/care/notes/{made.id}/remove/").status_code == 404
    assert cheng.get(f"/console/care/{wen}/{other.id}/").status_code == 404
    assert cheng.get(f"/console/care/silent/?community={other.id}").status_code == 404
    assert CareNote.objects.count() == 1


def test_the_pages_are_there_in_chinese(cast, wen):
    care(cast, wen, cast.lin_seat, is_vip=True)
    reaching.record_outreach(
        member_id=wen,
        community_id=cast.community.id,
        way="gift",
        days_silent=45,
        value=9,
        today=timezone.localdate(),
        by=cast.by_lin,
        at=timezone.now(),
    )
    zh = client_of(cast.lin, language="zh-hans")

    for address, words in (
        ("/console/care/", "关怀"),
        ("/console/care/people/?whose=all", "最近联系"),
        (f"/console/care/silent/?community={cast.community.id}", "小礼物"),
        ("/console/care/upkeep/", "日常维护"),
        (url(cast, wen), "关怀记录"),
    ):
        assert words in text(zh, address)
