"""Who knocks at a platform's door stands in the queue; erasing and merging leave nothing behind."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone, translation

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Effect
from linli.facts.inbound import Inbound
from linli.kernel.errors import Refusal
from linli.people.entry import reactions
from linli.people.entry.actions import deciding
from linli.people.entry.models import Application
from linli.people.entry.queries import applications
from linli.people.members.actions import erasing, exporting, merging
from linli.people.members.models import Member
from tests.cast import build, events_after, hear, react
from tests.people.entry.conftest import settle


def knock(house, who="wu", key="k-1"):
    record = Inbound(
        kind="knock",
        external_id=key,
        occurred_at=house.at,
        group=house.room.address,
        sender=who,
        sender_name="吴门",
        text="想进来",
    )
    after = max(event.position for event in events_after())
    accepting.accept(house.cast.channel.id, [record], at=house.at)
    hear(after)
    news = events_after(after)
    reactions.take_in_requests([one for one in news if one.kind == "membership.requested"])
    return news


def test_a_knock_is_an_application_without_its_words(house):
    news = knock(house)
    reactions.take_in_requests([one for one in news if one.kind == "membership.requested"])
    knock(house, key="k-2")

    made = Application.objects.get()
    assert (made.state, made.source, made.group_id) == ("received", "platform", house.cast.group.id)
    assert "想进来" not in str([one.fact for one in events_after()])
    assert [one.kind for one in events_after()].count("application.received") == 1


def test_who_is_refused_at_the_door_is_sent_away_and_who_is_accepted_let_in(house):
    knock(house)
    knock(house, who="zheng", key="k-2")
    first, second = Application.objects.order_by("id")

    deciding.accept(application_id=first.id, by=house.cast.by_lin, at=house.at)
    deciding.refuse(application_id=second.id, reason="full", by=house.cast.by_lin, at=house.at)

    planned = list(Effect.objects.order_by("id").values_list("verb", "person"))
    assert planned == [("admit_member", "wu"), ("kick_member", "zheng")]


def test_an_erased_applicant_leaves_a_number_and_no_word(house):
    one = house.come()
    made = one.apply()
    deciding.ask(application_id=made.id, question="读过几本？", by=house.cast.by_lin, at=house.at)
    member = Member.objects.get(id=one.member)
    assert "《边城》" in str(exporting.export_member(member=member, by=one.by, at=house.at))
    after = max(event.position for event in events_after())

    erasing.erase_member(member=member, by=one.by, at=house.at)
    react(events_after(after))

    made.refresh_from_db()
    assert (made.state, made.score, made.answers, made.question, made.open_key) == (
        "withdrawn",
        100,
        {},
        "",
        None,
    )


def test_merging_moves_an_application_and_undoing_brings_it_back(house):
    one, other = house.come("甲一"), house.come("乙二")
    made, theirs = one.apply(), other.apply()
    kept, merged = Member.objects.get(id=one.member), Member.objects.get(id=other.member)

    merge = merging.merge_members(kept=kept, merged=merged, by=house.cast.by_lin, at=house.at)

    assert set(Application.objects.values_list("member_id", flat=True)) == {kept.id}
    merging.undo_merge(merge=merge, by=house.cast.by_lin, at=house.at)
    assert dict(Application.objects.values_list("id", "member_id")) == {
        made.id: kept.id,
        theirs.id: merged.id,
    }
    assert applications.find_open([merged.id], house.cast.community.id).id == theirs.id


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_the_same_moment_decide_once():
    cast = build()
    with cast.scope(), translation.override("en"):
        house = settle(cast)
        made = house.come().apply()

    def decide(act, **given):
        try:
            with cast.scope(), transaction.atomic():
                act(application_id=made.id, at=timezone.now(), **given)
            return True
        except Refusal:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(decide, deciding.accept, by=cast.by_lin) for _ in range(2)]
        tries += [pool.submit(decide, deciding.refuse, reason="full", by=cast.by_cheng) for _ in range(2)]
        outcomes = [one.result() for one in tries]

    with cast.scope():
        kinds = [one.kind for one in events_after()]
        assert outcomes.count(True) == 1
        assert kinds.count("application.accepted") + kinds.count("application.refused") == 1
    connection.close()
