"""Applying on a phone: one address, whatever the state, without a line of JavaScript."""

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from linli.connect.adapters.room.models import RoomGuest
from linli.people.communities.actions import communities
from linli.people.entry.actions import deciding, fees, policies
from linli.people.entry.models import Application, EntryLink, Fee
from linli.people.entry.rules.policy import Criterion
from linli.people.profiles.actions import defining
from tests.people.entry.conftest import POLICY

FILLED = {
    "do": "send",
    "agreed": "yes",
    "profile-nickname": "蓝鲸",
    "profile-city": "浙江 杭州",
    "profile-industry": "education",
    "profile-position": "teaching",
    "entry-task": "《边城》",
    "entry-share": "会讲沈从文",
    "entry-test-0": "1",
    "entry-test-1": "0",
}


@pytest.fixture
def door(inside, cast):
    """The address for applying to the cast's community."""
    at = timezone.now()
    defining.take_template(by=cast.by_lin, at=at)
    communities.change_community(community=cast.community, purpose="One chapter a day", by=cast.by_lin, at=at)
    communities.publish_rules(community=cast.community, text="No adverts", by=cast.by_lin, at=at)
    policies.publish_whole(community=cast.community, policy=POLICY, by=cast.by_lin, at=at)
    return f"/m/apply/{EntryLink.objects.get().code}/"


def stranger(language="en"):
    return Client(headers={"accept-language": language})


def begin(door, name="蓝鲸"):
    client = stranger()
    client.post(door, {"do": "begin", "name": name, "agreed": "on"})
    return client


def applied(door, **changes):
    client = begin(door)
    client.post(door, FILLED | changes)
    return client, Application.objects.get()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_stranger_sees_what_it_is_whom_it_is_for_and_the_rules(door, language):
    page = stranger(language).get(door)

    assert page.status_code == 200
    for words in ("One chapter a day", "想每天读一点书的人", "No adverts", "推荐一本书"):
        assert words in page.text
    assert EntryLink.objects.get().visits == 1


def test_a_name_and_consent_open_the_form_and_what_is_saved_stays(door):
    client = stranger()

    answer = client.post(door, {"do": "begin", "name": "蓝鲸", "agreed": "on"}, follow=True)
    saved = client.post(door, {"do": "save", "entry-task": "《边城》"}, follow=True)

    assert answer.redirect_chain == [(door, 302)]
    assert "Send my application" in answer.text
    assert "Saved." in saved.text
    assert "《边城》" in client.get(door).text
    assert Application.objects.get().state == "draft"


def test_a_full_application_is_in_once_however_often_it_is_sent(door):
    client, made = applied(door)
    client.post(door, FILLED)
    page = client.get(door)

    made.refresh_from_db()
    assert (made.state, made.score, Application.objects.count()) == ("received", 100, 1)
    assert "We have your application" in page.text


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_sent(door):
    client = begin(door)

    answer = client.post(door, {**FILLED, "profile-nickname": "", "agreed": ""})

    assert answer.status_code == 422
    assert "This field is required" in answer.text
    again = client.post(door, {**FILLED, "agreed": ""})
    assert "You can only come in if you agree to the goals and rules." in again.text
    assert Application.objects.get().state == "draft"


def test_a_bad_link_is_answered_in_the_form(door, cast):
    task = msgspec.structs.replace(POLICY.criteria[3], needs_link=True)
    criteria = (*POLICY.criteria[:3], task)
    policies.publish_whole(
        community=cast.community,
        policy=msgspec.structs.replace(POLICY, criteria=criteria),
        by=cast.by_lin,
        at=timezone.now(),
    )
    client = begin(door)

    answer = client.post(door, {**FILLED, "entry-task-link": "my blog"})

    assert answer.status_code == 422
    assert "A link begins with https://" in answer.text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "蓝鲸"}, "Without this nobody can look at your application."),
        ({"name": "小邻", "agreed": "on"}, "This is the name of the group"),
        ({"name": "", "agreed": "on"}, "This field is required."),
    ],
)
def test_nobody_is_made_of_a_bad_beginning(door, given, sentence):
    guests = RoomGuest.objects.count()

    answer = stranger().post(door, {"do": "begin", **given})

    assert (answer.status_code, RoomGuest.objects.count()) == (422, guests)
    assert sentence in answer.text


def test_an_invitation_only_community_says_so_and_keeps_nothing_of_the_stranger(door, cast):
    policy = msgspec.structs.replace(POLICY, mode="invitation")
    policies.publish_whole(community=cast.community, policy=policy, by=cast.by_lin, at=timezone.now())
    guests = RoomGuest.objects.count()

    answer = stranger().post(door, {"do": "begin", "name": "蓝鲸", "agreed": "on"})

    assert (answer.status_code, RoomGuest.objects.count()) == (422, guests)
    assert "takes people in by a member&#x27;s invitation" in answer.text


def test_every_state_has_its_page(door, cast):
    client, made = applied(door)
    given = {"application_id": made.id, "by": cast.by_cheng, "at": timezone.now()}

    deciding.ask(**given, question="读过几本？")
    assert "读过几本？" in client.get(door).text
    client.post(door, {"do": "reply", "reply": "三本"})
    made.refresh_from_db()
    assert (made.state, made.reply) == ("received", "三本")
    deciding.put_on_list(**given)
    assert "That is your place in the line." in client.get(door).text
    deciding.refuse(**given, reason="full", words="下次再来")
    refused = client.get(door).text
    assert "There is no place left just now. It has nothing to do with you." in refused
    assert "下次再来" in refused
    assert "Begin" in client.get(f"{door}?again=1").text
    client.post(door, {"do": "begin", "agreed": "on"})
    client.post(door, FILLED)
    newest = Application.objects.order_by("-id").first()
    deciding.accept(application_id=newest.id, by=cast.by_lin, at=timezone.now())
    assert "You are being let in." in client.get(door).text


def test_a_fee_that_is_due_is_said(door, cast):
    fee = Criterion(id="fee", kind="fee", title="押金", amount_cents=9900, is_deposit=True)
    policies.publish_whole(
        community=cast.community,
        policy=msgspec.structs.replace(POLICY, criteria=(*POLICY.criteria, fee)),
        by=cast.by_lin,
        at=timezone.now(),
    )
    assert "99.00 yuan" in stranger().get(door).text
    client, _made = applied(door)
    assert "Linli itself takes no money" in client.get(door).text

    fees.change_fee(fee=Fee.objects.get(), state="paid", by=cast.by_lin, at=timezone.now())

    assert "Linli itself takes no money" not in client.get(door).text


def test_taking_it_back_is_one_tap(door):
    client, made = applied(door)

    client.post(door, {"do": "withdraw"})

    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert "Your application was taken back" in client.get(door).text


def test_a_member_who_is_inside_is_shown_the_way_in(door, su):
    page = su.get(door)

    assert "You are in" in page.text
    assert "/m/room/reading-1/" in page.text


def test_an_unknown_address_is_not_found_and_another_organisation_knows_nobody(door, cast):
    assert stranger().get("/m/apply/nothing/").status_code == 404
    client, _made = applied(door)
    with cast.scope_elsewhere():
        assert Application.objects.count() == 0
    EntryLink.objects.update(revoked_at=timezone.now())
    assert client.get(door).status_code == 404


def test_the_form_is_read_with_few_queries(door, django_assert_max_num_queries):
    client = begin(door)

    with django_assert_max_num_queries(22):
        client.get(door)
