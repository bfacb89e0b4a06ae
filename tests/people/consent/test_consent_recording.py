"""Yes and no, with the words that were shown."""

import pytest

from linli.facts.consent import ConsentGiven, ConsentWithdrawn
from linli.people.consent.actions import recording, wording
from linli.people.consent.models import Choice
from linli.people.consent.queries import choices, purposes
from linli.people.consent.rules import Where, Words
from tests import cast as people

WORDS = Words(title_zh="营销", title_en="Offers", text_zh="新的说法", text_en="Said anew")


def consent_events():
    return [one.fact for one in people.events_after() if one.kind.startswith("consent.")]


def test_a_yes_is_kept_with_the_words_it_was_given_to(cast):
    changed = recording.give(
        member=cast.su.id, purposes=["marketing"], where=Where.PORTAL, by=cast.by_lin, at=cast.at
    )

    assert changed == ["marketing"]
    standing = next(one for one in choices.standings_of(cast.su.id) if one.purpose.code == "marketing")
    assert standing.is_given
    assert standing.shown.words.title_en == "Marketing messages"
    assert (standing.chosen.where, standing.chosen.version, standing.chosen.at) == ("portal", 1, cast.at)
    assert consent_events() == [ConsentGiven(purpose="marketing", version=1, where="portal")]


def test_saying_the_same_twice_writes_once(cast):
    for _time in range(2):
        recording.give(member=cast.su.id, purposes=["photos"], where="portal", by=cast.by_lin, at=cast.at)
    for _time in range(2):
        recording.withdraw(
            member=cast.su.id, purposes=["photos"], where="portal", by=cast.by_lin, at=people.SPOKE_AT
        )

    assert Choice.objects.count() == 2
    assert [type(one) for one in consent_events()] == [ConsentGiven, ConsentWithdrawn]
    assert choices.answers([cast.su.id, cast.momo.id], purpose="photos") == {cast.su.id: False}


def test_new_words_do_not_change_what_was_agreed_to(cast):
    recording.give(member=cast.su.id, purposes=["marketing"], where="portal", by=cast.by_lin, at=cast.at)

    wording.publish_wording(purpose="marketing", words=WORDS, by=cast.by_lin, at=people.SPOKE_AT)

    standing = next(one for one in choices.standings_of(cast.su.id) if one.purpose.code == "marketing")
    assert (standing.purpose.version, standing.chosen.version, standing.is_outdated) == (2, 1, True)
    assert standing.shown.words.text_en.startswith("We may send you offers")
    assert [one.version for one in purposes.versions("marketing")] == [2, 1]


def test_agreeing_anew_moves_to_the_new_words(cast):
    recording.give(member=cast.su.id, purposes=["marketing"], where="portal", by=cast.by_lin, at=cast.at)
    wording.publish_wording(purpose="marketing", words=WORDS, by=cast.by_lin, at=people.SPOKE_AT)

    recording.give(
        member=cast.su.id, purposes=["marketing"], where="portal", by=cast.by_lin, at=people.SPOKE_AT
    )

    assert choices.current_of(cast.su.id)["marketing"].version == 2


def test_what_membership_needs_cannot_be_withdrawn(cast):
    with pytest.raises(recording.CannotWithdraw, match="erase your data"):
        recording.withdraw(
            member=cast.su.id,
            purposes=["marketing", "service"],
            where="portal",
            by=cast.by_lin,
            at=cast.at,
        )

    assert Choice.objects.count() == 0


def test_an_unknown_purpose_writes_nothing(cast):
    with pytest.raises(purposes.NoSuchPurpose, match="no purpose called “cookies”"):
        recording.give(
            member=cast.su.id, purposes=["photos", "cookies"], where="portal", by=cast.by_lin, at=cast.at
        )

    assert Choice.objects.count() == 0


def test_nobody_elsewhere_can_be_spoken_for(cast):
    with cast.scope_elsewhere(), pytest.raises(recording.NobodyToAsk):
        recording.give(member=cast.su.id, purposes=["photos"], where="paper", by=cast.by_zhou, at=cast.at)


def test_publishing_the_same_words_is_no_new_version(cast):
    for _time in range(2):
        wording.publish_wording(purpose="surveys", words=WORDS, by=cast.by_lin, at=cast.at)

    assert [one.code for one in purposes.purposes()][-1] == "surveys"
    assert purposes.get_purpose("surveys").version == 1


@pytest.mark.parametrize(
    ("code", "words", "why"),
    [
        ("Big Name", WORDS, "small letters"),
        ("", WORDS, "small letters"),
        ("ok", Words("", "", "text", "text"), "title and a text"),
        ("ok", Words("题", "", "", "only English text"), "title and a text"),
    ],
)
def test_a_wording_that_says_too_little_is_refused(cast, code, words, why):
    with pytest.raises(wording.BadWording, match=why):
        wording.publish_wording(purpose=code, words=words, by=cast.by_lin, at=cast.at)
