"""Members on their way: asked with consent, answering, arriving; and who must be kept apart."""

import pytest

from linli.connect.adapters.room.models import RoomLink
from linli.connect.gateway.models import Effect
from linli.facts.communities import HandoverAnswered, HandoverArrived, HandoverOffered
from linli.facts.members import MembershipJoined
from linli.kernel.events import log
from linli.kernel.orgs import actor
from linli.kernel.verbs.arguments import BadArguments
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.communities import queries, reactions
from linli.people.communities.actions import handovers, inviting, matrix, separations
from linli.people.communities.actions.handovers import CannotMove, Move
from linli.people.communities.actions.matrix import End, Terms
from linli.people.communities.models import Handover
from linli.people.communities.reading.handovers import Stand, moves, stands
from linli.people.communities.reading.separations import KeptApart, mixtures
from linli.people.communities.verbs import NobodyToMove, NoWayThere
from linli.people.members.actions import erasing, merging
from linli.people.members.models import Member
from tests.cast import AT, events_after
from tests.people.communities.meadow import DAY, add_people, build_meadow, let_in, tag


@pytest.fixture
def meadow(cast):
    return build_meadow(cast)


@pytest.fixture
def edge(cast, meadow):
    return matrix.draw_edge(
        source=End("community", meadow.pool.id),
        target=End("community", meadow.camp.id),
        terms=Terms("读满一周的书友", trigger="days"),
        by=cast.by_lin,
        at=AT,
    )


def ask(cast, edge, members, at=AT):
    return handovers.offer(move=handovers.along(edge), members=members, by=cast.by_lin, at=at)


def facts_of(kind):
    return [one for one in events_after() if isinstance(one.fact, kind)]


def test_members_are_asked_once_with_a_message_and_a_fact(cast, meadow, edge):
    first = ask(cast, edge, [cast.su.id, cast.momo.id, 10**12])
    again = ask(cast, edge, [cast.su.id])

    assert first.asked == tuple(sorted([cast.su.id, cast.momo.id]))
    assert (first.unknown, again.asked, again.skipped) == ((10**12,), (), (cast.su.id,))
    assert stands([edge.id]) == {edge.id: Stand(offered=2, accepted=0, declined=0, arrived=0)}
    effects = Effect.objects.filter(origin__startswith="handover:").order_by("id")
    assert [(one.surface, one.message_class, one.state) for one in effects] == [
        ("dm", "service", "planned")
    ] * 2
    row = Handover.objects.get(member_id=cast.su.id)
    assert f"/m/move/{row.token}/" in effects.get(member_id=cast.su.id).payload["text"]
    [fact] = [one.fact for one in facts_of(HandoverOffered) if one.member == cast.su.id]
    assert (fact.source, fact.trigger, fact.edge) == (meadow.pool.id, "days", edge.id)
    assert row.token not in str([one.fact for one in events_after()])


def test_who_is_inside_the_target_is_not_asked(cast, meadow, edge):
    let_in(meadow, meadow.camp, [cast.su.id], joined_at=AT - DAY)

    assert ask(cast, edge, [cast.su.id]).asked == ()


def test_saying_yes_opens_a_way_in_and_coming_ends_the_move(cast, meadow, edge):
    ask(cast, edge, [cast.su.id])
    row = Handover.objects.get(member_id=cast.su.id)
    by_su = actor.member(cast.su.id)

    accepted = handovers.answer(handover=row, is_accepted=True, by=by_su, at=AT + DAY)
    way_in = inviting.way_in(handover=accepted, at=AT + DAY)
    again = inviting.way_in(handover=accepted, at=AT + DAY)
    link = RoomLink.objects.get()
    arrive(meadow, meadow.camp, cast.su.id, AT + 2 * DAY)

    assert way_in == again == f"/m/j/{link.token}/"
    assert (link.max_uses, [one.fact.consent for one in facts_of(HandoverAnswered)]) == (1, ["given"])
    row.refresh_from_db()
    assert (row.state, row.consent, row.arrived_at) == ("arrived", "given", AT + 2 * DAY)
    assert [one.fact.handover for one in facts_of(HandoverArrived)] == [row.id]
    assert moves(into=meadow.camp.id)[0].state == "arrived"


def test_coming_without_an_answer_is_consent_by_joining(cast, meadow, edge):
    ask(cast, edge, [cast.su.id])

    arrive(meadow, meadow.club, cast.su.id, AT + DAY)
    assert Handover.objects.get().state == "offered"
    arrive(meadow, meadow.camp, cast.su.id, AT - DAY)
    assert Handover.objects.get().state == "offered"
    arrive(meadow, meadow.camp, cast.su.id, AT + DAY)
    arrive(meadow, meadow.camp, cast.su.id, AT + 3 * DAY)

    row = Handover.objects.get()
    assert (row.state, row.consent, row.arrived_at) == ("arrived", "by_joining", AT + DAY)
    assert len(facts_of(HandoverArrived)) == 1


def test_a_no_is_kept_and_can_become_a_yes(cast, meadow, edge):
    ask(cast, edge, [cast.su.id])
    row = Handover.objects.get()

    handovers.answer(handover=row, is_accepted=False, by=actor.member(cast.su.id), at=AT)
    asked_again = ask(cast, edge, [cast.su.id], at=AT + DAY)
    handovers.answer(handover=row, is_accepted=False, by=actor.member(cast.su.id), at=AT)

    assert (asked_again.asked, Handover.objects.count()) == ((cast.su.id,), 2)
    assert len(facts_of(HandoverAnswered)) == 1


def test_what_was_taken_back_is_not_sent(cast, meadow, edge):
    ask(cast, edge, [cast.su.id])

    for _time in range(2):
        handovers.withdraw(handover=Handover.objects.get(), by=cast.by_lin, at=AT)

    assert Handover.objects.get().state == "withdrawn"
    assert Effect.objects.get(origin__startswith="handover:").state == "suppressed"
    with pytest.raises(CannotMove, match="this invitation is over"):
        handovers.answer(handover=Handover.objects.get(), is_accepted=True, by=cast.by_lin, at=AT)


@pytest.mark.parametrize(
    ("members", "target", "sentence"),
    [
        ([], "camp", "nobody is chosen: choose at least one member"),
        (list(range(1, 2002)), "camp", "at most 2000 members move at once: choose fewer"),
        ([1], "pool", "members are there already: choose another community or a group"),
    ],
)
def test_a_move_that_makes_no_sense_writes_nothing(cast, meadow, members, target, sentence):
    before = (Handover.objects.count(), Effect.objects.count(), len(events_after()))

    with pytest.raises(CannotMove, match=sentence):
        handovers.offer(
            move=Move(meadow.pool, getattr(meadow, target), "by_hand"), members=members, by=cast.by_lin, at=AT
        )

    assert (Handover.objects.count(), Effect.objects.count(), len(events_after())) == before


def test_people_who_are_kept_apart_are_not_asked_together(cast, meadow, edge):
    banks, firms = add_people(2), add_people(1, first=9_100_000)
    tag(banks, "银行", by=cast.by_lin)
    tag(firms, "企业", by=cast.by_lin)
    let_in(meadow, meadow.camp, firms, joined_at=AT - DAY)
    pair = separations.keep_apart(first="银行", second="企业", forbids=True, by=cast.by_lin, at=AT)

    with pytest.raises(KeptApart, match="must not share a community"):
        ask(cast, edge, banks)
    assert (Handover.objects.count(), mixtures([meadow.camp.id])) == (0, [])

    separations.keep_apart(first="企业", second="银行", forbids=False, by=cast.by_lin, at=AT)
    assert len(ask(cast, edge, banks).asked) == 2
    let_in(meadow, meadow.camp, banks, joined_at=AT)
    [seen] = mixtures([meadow.camp.id, meadow.pool.id])
    assert (seen.separation.id, {seen.first_count, seen.second_count}) == (pair.id, {1, 2})


def test_a_move_follows_a_merge_and_goes_with_the_person(cast, meadow, edge):
    ask(cast, edge, [cast.su.id, cast.momo.id])

    merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_lin, at=AT)
    assert [one.member_id for one in Handover.objects.all()] == [cast.su.id]
    erasing.erase_member(member=Member.objects.get(id=cast.su.id), by=cast.by_lin, at=AT + DAY)

    assert Handover.objects.count() == 0


def test_the_verbs_ask_along_a_path_and_refuse_without_one(cast, meadow, edge):
    def context(member):
        return Context(
            org_id=cast.org.id, community_id=meadow.pool.id, at=AT, actor="run:1", key="k", member_id=member
        )

    asked = registry.run("communities.invite_along", {"to": meadow.camp.name}, context(cast.su.id))
    again = registry.run("communities.move_member", {"to": meadow.camp.name}, context(cast.su.id))

    assert (asked, again) == ({"asked": 1}, {"asked": 0})
    with pytest.raises(NoWayThere, match="no path leads from here to “书友会”"):
        registry.run("communities.invite_along", {"to": "书友会"}, context(cast.su.id))
    with pytest.raises(NobodyToMove):
        registry.run("communities.move_member", {"to": "书友会"}, context(None))
    with pytest.raises(queries.NoSuchCommunity):
        registry.run("communities.move_member", {"to": "没有这个"}, context(cast.su.id))
    with pytest.raises(BadArguments):
        registry.run("communities.set_stage", {"stage": "golden"}, context(None))


def test_probes_read_stage_type_and_members(cast, meadow):
    let_in(meadow, meadow.pool, add_people(3), joined_at=AT - DAY)
    ids = [meadow.pool.id, meadow.camp.id]
    asked = Context(org_id=cast.org.id, community_id=meadow.pool.id, at=AT, actor="system", key="k")

    assert registry.read("community.stage", ids, asked) == dict.fromkeys(ids, "startup")
    assert registry.read("community.type", ids, asked) == {ids[0]: "traffic", ids[1]: "training_camp"}
    assert registry.read("community.members", ids, asked) == {ids[0]: 3, ids[1]: 0}


def arrive(meadow, community, member, at):
    before = max((one.position for one in events_after()), default=0)
    log.append_one(
        MembershipJoined(group="x"),
        by=actor.PLATFORM,
        at=at,
        community=community.id,
        group=meadow.groups[community.id].id,
        member=member,
    )
    reactions.note_arrivals([one for one in events_after(before) if one.kind == MembershipJoined.kind])
