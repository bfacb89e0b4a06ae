"""The information template on a phone, without JavaScript."""

import pytest

from linli.people.profiles.actions import defining
from linli.people.profiles.models import Answer, Asking, Listing
from linli.people.profiles.queries import answers

PAGE = "/m/me/profile/"
FACTS = {
    "profile-nickname": "苏苏",
    "profile-city": "杭州",
    "profile-industry": "education",
    "profile-company": "",
    "profile-position": "",
    "profile-years": "6",
    "profile-side": "",
    "profile-age_range": "",
    "profile-gender": "",
}


@pytest.fixture(autouse=True)
def template(cast, inside):
    defining.take_template(by=cast.by_lin, at=cast.at)


def test_facts_come_first_with_what_they_are_for_and_an_example(su):
    response = su.get(f"{PAGE}0/", HTTP_ACCEPT_LANGUAGE="en")

    page = response.content.decode()
    assert response.status_code == 200
    assert "Facts about you" in page
    assert "For meetings nearby" in page
    assert "浙江 杭州" in page
    assert "1 of 4" in page


def test_every_screen_is_saved_before_the_next_and_the_last_finishes(cast, su):
    first = su.post(f"{PAGE}0/", FACTS)
    needs = {"profile-need_business": ["partners", "customers"], "profile-need_knowledge": ["skills"]}
    second = su.post(f"{PAGE}1/", needs)
    third = su.post(f"{PAGE}2/", {"profile-hours_per_week": "3"})
    last = su.post(f"{PAGE}3/", {"profile-can_share": "怎样让孩子每天读二十分钟"})

    assert [one.url for one in (first, second, third, last)] == [
        f"{PAGE}1/", f"{PAGE}2/", f"{PAGE}3/", PAGE,
    ]  # fmt: skip
    member = Answer.objects.values_list("member_id", flat=True).first()
    given = answers.values_of(member)
    assert given["city"] == "浙江/杭州"
    assert given["need_business"] == "customers,partners"
    asking = Asking.objects.get()
    assert (asking.screen, asking.finished_at is not None) == (4, True)
    summary = su.get(PAGE).content.decode()
    assert "怎样让孩子每天读二十分钟" in summary


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"profile-years": "六年"}, "must be a number, like 12 or 3.5."),
        ({"profile-city": "火星"}, "must be a province and a city, like Zhejiang Hangzhou."),
        ({"profile-industry": "alchemy"}, "Select a valid choice."),
        ({"profile-nickname": ""}, "This field is required."),
        ({"profile-nickname": "苏" * 201}, "at most 200 characters"),
    ],
)
def test_wrong_answers_are_said_beside_their_field_and_nothing_is_saved(su, wrong, sentence):
    response = su.post(f"{PAGE}0/", FACTS | wrong, HTTP_ACCEPT_LANGUAGE="en")

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Answer.objects.count() == 0
    assert Asking.objects.count() == 0


def test_a_doubtful_answer_is_saved_and_asked_about(su):
    response = su.post(
        f"{PAGE}3/", {"profile-can_share": "啊啊啊啊啊啊"}, HTTP_ACCEPT_LANGUAGE="en", follow=True
    )

    assert "This repeats one character" in response.content.decode()
    assert Answer.objects.get().value == "啊啊啊啊啊啊"


def test_only_those_who_agree_are_found_by_other_members(su, momo):
    su.post(f"{PAGE}3/", {"profile-can_share": "装订旧书"})
    before = momo.get("/m/directory/").content.decode()
    su.post(f"{PAGE}listing/", {"shown": "yes"})
    after = momo.get("/m/directory/?q=旧书").content.decode()
    elsewhere = momo.get("/m/directory/?q=修车").content.decode()
    su.post(f"{PAGE}listing/", {"shown": "no"})

    assert "装订旧书" not in before
    assert "装订旧书" in after
    assert "装订旧书" not in elsewhere
    assert Listing.objects.count() == 0


def test_a_screen_that_is_not_there_is_not_found(su):
    assert su.get(f"{PAGE}9/").status_code == 404


def test_a_stranger_is_told_how_to_come_in(client):
    assert client.get(PAGE).status_code == 401
