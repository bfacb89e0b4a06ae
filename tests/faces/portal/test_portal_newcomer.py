"""First steps on the phone: what comes next, ticking, the card, and whom to meet."""

import pytest
from django.utils import timezone

from linli.connect.adapters.room import queries
from linli.connect.gateway.models import Effect
from linli.people.entry.actions import onboarding
from linli.people.entry.actions.onboarding import Did
from linli.people.entry.models import Introduction, Pairing, StepDone
from linli.people.profiles.actions import answering, defining


@pytest.fixture
def new(inside, cast, su):
    """Su, of the room, as a newcomer with answers."""
    at = timezone.now()
    member = _member(inside)
    defining.take_template(by=cast.by_lin, at=at)
    onboarding.greet([Did(member, cast.community.id, at)])
    answering.answer(
        member_id=member,
        values={"industry": "education", "can_share": "讲沈从文", "city": "浙江 杭州"},
        source="member",
        by=cast.by_lin,
        at=at,
    )
    return su


def _member(inside):
    return queries.member_id_of(inside.su.guest)


def test_the_home_page_shows_the_next_step_and_the_list_ticks_it_off(new):
    assert "See what this community is for" in new.get("/m/").text

    new.post("/m/first-steps/tick/", {"step": "welcome_seen"})
    new.post("/m/first-steps/tick/", {"step": "first_words"})

    assert list(StepDone.objects.values_list("step", "how")) == [("welcome_seen", "own")]
    page = new.get("/m/first-steps/").text
    assert "there is no such first step here" in page
    assert "Introduce yourself" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_card_shows_what_is_ticked_before_it_is_posted(new, language):
    new.post("/m/first-steps/introduction/", {"do": "look", "fields": ["industry"], "words": "爱读书"})
    page = new.get("/m/first-steps/introduction/", headers={"accept-language": language})

    card = page.text[page.text.index("ll-p-bubble") : page.text.index("</p>", page.text.index("ll-p-bubble"))]
    assert ("爱读书" in card, "讲沈从文" in card) == (True, False)
    assert not Effect.objects.filter(source="introduction").exists()
    assert Introduction.objects.get().is_allowed is False

    new.post("/m/first-steps/introduction/", {"do": "post", "fields": ["industry"], "words": "爱读书"})
    new.post("/m/first-steps/introduction/", {"do": "post", "fields": ["can_share"], "words": ""})
    assert Effect.objects.filter(source="introduction").count() == 1


def test_words_that_are_too_long_are_refused_and_nothing_is_kept(new):
    page = new.post("/m/first-steps/introduction/", {"do": "look", "words": "x" * 201}, follow=True)

    assert "These words are too long: at most 200 characters." in page.text
    assert Introduction.objects.count() == 0


def test_whom_one_could_meet_is_shown_to_the_two_only(new, inside, cast, momo):
    Pairing.objects.create(
        community_id=cast.community.id,
        first_member_id=_member(inside),
        second_member_id=cast.momo.id,
        reason="common",
        points=1,
        about=["杭州"],
        suggested_at=timezone.now(),
    )

    assert "杭州" in new.get("/m/first-steps/").text
    assert "杭州" not in momo.get("/m/first-steps/").text


def test_who_is_no_newcomer_is_told_so(momo):
    assert "You know your way around" in momo.get("/m/first-steps/").text
