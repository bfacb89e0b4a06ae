"""Coming to the door: beginning, saving, sending, once whatever happens."""

from datetime import timedelta

import msgspec
import pytest

from linli.kernel.orgs.models import AuditEntry
from linli.people.communities.reading import types
from linli.people.consent.queries import choices
from linli.people.entry import refusals
from linli.people.entry.actions import applying, deciding, fees, linking, policies
from linli.people.entry.models import Application, EntryLink, EntryPolicy, Fee
from linli.people.entry.queries import applications
from linli.people.entry.queries import policies as queries
from linli.people.entry.rules.policy import Criterion
from linli.people.entry.rules.scoring import Given
from linli.people.members.models import Membership
from linli.people.profiles.queries import answers
from tests.cast import events_after
from tests.people.entry.conftest import FULL, GIVEN, POLICY

FEE = Criterion(id="fee", kind="fee", title="押金", amount_cents=9900, is_deposit=True, weight=0)


def kinds_of(member):
    return [one.kind for one in events_after() if one.member == member]


def test_an_application_is_scored_and_told_without_a_personal_word(house):
    one = house.come()

    made = one.apply()

    assert (made.state, made.score, made.source, made.policy_version) == ("received", 100, "link", 1)
    assert made.answer_by == house.at + timedelta(hours=48)
    assert [part["id"] for part in made.parts] == ["city", "trade", "post", "task", "share", "test"]
    assert kinds_of(one.member) == [
        "identity.seen",
        "consent.given",
        "consent.given",
        "profile.answered",
        "application.received",
    ]
    told = str([one.fact for one in events_after()][-4:])
    assert not any(word in told for word in ("边城", "沈从文", "杭州"))
    assert not Membership.objects.filter(member_id=one.member).exists()
    assert choices.current_of(one.member)["service"].where == "application"


def test_what_fits_less_scores_less(house):
    half = house.come().apply({**FULL, "city": "北京", "industry": "food"}, {**GIVEN, "share": Given()})

    assert half.score == 50


def test_beginning_twice_is_one_application_and_sending_twice_one_event(house):
    one = house.come()
    first = one.start()

    again = one.apply()
    applying.send(application=first, has_agreed=True, by=one.by, at=house.at)

    assert (again.id, Application.objects.count()) == (first.id, 1)
    assert kinds_of(one.member).count("application.received") == 1


def test_what_was_filled_in_is_kept_until_it_is_sent(house):
    one = house.come()
    begun = one.start()

    applying.save(
        application=begun, profile={"city": "杭州"}, given={"task": Given("《边城》")}, by=one.by, at=house.at
    )

    begun.refresh_from_db()
    assert begun.state == "draft"
    assert applications.given_of(begun) == {"task": Given("《边城》")}
    assert answers.values_of(one.member) == {"city": "浙江/杭州"}


def test_a_link_says_where_somebody_came_from(house, cast):
    invited = linking.link_of_member(community_id=cast.community.id, member_id=cast.su.id, at=house.at)

    made = house.come().apply(link=invited)

    assert (made.source, made.inviter_member_id) == ("invitation", cast.su.id)
    assert (
        linking.link_of_member(community_id=cast.community.id, member_id=cast.su.id, at=house.at) == invited
    )


def test_a_score_that_is_enough_needs_no_person(house):
    house.publish(msgspec.structs.replace(POLICY, auto_accept_from=90))

    full, half = house.come().apply(), house.come("半途").apply({**FULL, "city": "北京"})

    assert (full.state, half.state) == ("accepted", "received")
    [accepted] = [one.fact for one in events_after() if one.kind == "application.accepted"]
    assert (accepted.score, accepted.is_automatic) == (100, True)


def test_an_open_community_lets_everybody_in(house):
    house.publish(msgspec.structs.replace(POLICY, mode="open", criteria=()))

    assert house.come().apply({"nickname": "蓝鲸", "city": "杭州"}, {}).state == "accepted"


def test_a_question_is_answered_and_the_application_is_in_the_queue_again(house, cast):
    one = house.come()
    made = one.apply()
    deciding.ask(application_id=made.id, question="读过几本？", by=cast.by_cheng, at=house.at)
    made.refresh_from_db()
    assert made.state == "asked"

    answered = applying.reply(application=made, text=" 三本 ", by=one.by, at=house.at)

    assert (answered.state, answered.reply) == ("received", "三本")


def test_a_fee_is_due_and_a_person_says_it_was_paid(house, cast):
    house.publish(msgspec.structs.replace(POLICY, criteria=(*POLICY.criteria, FEE)))
    one = house.come()
    made = one.apply()
    fee = Fee.objects.get(application=made)
    assert (fee.state, fee.amount_cents, fee.is_deposit) == ("due", 9900, True)

    fees.change_fee(fee=fee, state="paid", by=cast.by_lin, at=house.at)
    fees.change_fee(fee=fee, state="paid", by=cast.by_lin, at=house.at)

    made.refresh_from_db()
    assert made.parts[-1]["is_met"] is True
    assert [one.fact.state for one in events_after() if one.kind == "fee.changed"] == ["due", "paid"]
    with pytest.raises(refusals.CannotChangeFee, match="“paid” and cannot become “waived”"):
        fees.change_fee(fee=fee, state="waived", by=cast.by_lin, at=house.at)


def test_taking_it_back_ends_it_and_makes_place_for_the_next(house):
    one = house.come()
    made = one.apply()

    applying.withdraw(application=made, by=one.by, at=house.at)
    applying.withdraw(application=made, by=one.by, at=house.at)

    made.refresh_from_db()
    assert (made.state, made.open_key) == ("withdrawn", None)
    assert kinds_of(one.member).count("application.withdrawn") == 1
    assert one.start().id != made.id


def counted():
    return (
        Application.objects.count(),
        EntryPolicy.objects.count(),
        EntryLink.objects.count(),
        AuditEntry.objects.count(),
        len(events_after()),
    )


def refused(act, *, kind=Exception):
    before = counted()
    with pytest.raises(kind) as refusal:
        act()
    assert counted() == before
    return str(refusal.value)


def test_bad_input_is_refused_in_one_sentence_and_nothing_is_written(house, cast):
    one = house.come()
    made = one.start()

    def save(profile=None, given=None):
        return lambda: applying.save(
            application=made, profile=profile or {}, given=given or {}, by=one.by, at=house.at
        )

    def send(has_agreed=True):
        return lambda: applying.send(application=made, has_agreed=has_agreed, by=one.by, at=house.at)

    def add(**given):
        usual = {"id": "", "kind": "task", "title": "t"}
        return lambda: policies.add_criterion(
            community=cast.community, criterion=Criterion(**(usual | given)), by=cast.by_lin, at=house.at
        )

    def decide(act, **given):
        usual = {"application_id": made.id, "by": cast.by_cheng, "at": house.at}
        return lambda: act(**(usual | given))

    said = [
        refused(one)
        for one in (
            save({"industry": "spaceships"}),
            save(given={"task": Given("x" * 2001)}),
            save(given={"task": Given("", "javascript:alert(1)")}),
            save(given={"task": Given("", "https://" + "x" * 500)}),
            send(),
            send(has_agreed=False),
            add(title=" "),
            add(kind="attribute"),
            add(kind="fee"),
            add(kind="test"),
            decide(deciding.accept),
            decide(deciding.refuse, reason="full"),
            decide(deciding.refuse, reason="ugly"),
            decide(deciding.ask, question=" "),
            decide(deciding.accept, words="x" * 1001),
            lambda: policies.publish(community=cast.community, by=cast.by_lin, at=house.at),
            lambda: policies.remove_criterion(
                community=cast.community, criterion_id="gone", by=cast.by_lin, at=house.at
            ),
        )
    ]

    unsent = "this application is still being filled in: wait until it is sent"
    assert said == [
        "“Industry” must be one of the choices offered.",
        "This is too long: at most 2000 characters.",
        "A link begins with https://, like https://example.com/my-work.",
        "This is too long: at most 500 characters.",
        "“What to call you” is needed: fill it in.",
        "“What to call you” is needed: fill it in.",
        "a criterion needs a title of 1 to 120 characters",
        "“t” needs a field of the profile: choose one",
        "the amount of “t” is more than 0 and at most 100000 yuan",
        "the test “t” needs 1 to 20 questions",
        unsent,
        unsent,
        "choose why the application is refused",
        "write what you want to know",
        "these words are too long: at most 1000 characters",
        "nothing has changed since the last version: change something first",
        "there is no such criterion in the draft: load the page again",
    ]


def test_a_lasting_community_needs_three_shared_attributes(house, cast):
    two = msgspec.structs.replace(POLICY, criteria=POLICY.criteria[:2])

    sentence = refused(lambda: house.publish(two))

    assert sentence == (
        "a lasting community needs at least three shared attributes, this one has 2: add more, or mark it as"
        " one that only gathers traffic"
    )
    house.publish(msgspec.structs.replace(two, is_exempt=True))


def test_a_community_of_a_traffic_type_needs_no_shared_attributes(house, cast):
    exempt = next(one for one in types.community_types() if one.exempt_from_criteria)
    type(cast.community).objects.filter(id=cast.community.id).update(type_code=exempt.code)
    cast.community.refresh_from_db()

    house.publish(msgspec.structs.replace(POLICY, criteria=POLICY.criteria[:1]))

    assert queries.published(cast.community.id).version == 2


def test_doors_that_are_closed_say_why(house, cast, monkeypatch):
    inside = house.come()
    deciding.accept(application_id=inside.apply().id, by=cast.by_lin, at=house.at)
    Membership.objects.create(
        member_id=inside.member, community_id=cast.community.id, group_id=cast.group.id, joined_at=house.at
    )
    assert refused(inside.start) == "You are in this community already."

    stranger = house.come("路人")
    monkeypatch.setattr(applying, "MOST_STARTED", 1)
    assert refused(stranger.start) == "Many people are applying just now: try again in a few minutes."
    monkeypatch.undo()

    house.publish(msgspec.structs.replace(POLICY, mode="invitation"))
    assert refused(stranger.start) == (
        "This community takes people in by a member's invitation: ask somebody who is in."
    )
    EntryPolicy.objects.all().delete()
    assert refused(stranger.start) == "Nobody can apply here yet."
