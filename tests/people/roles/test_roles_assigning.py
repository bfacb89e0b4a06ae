from datetime import date, timedelta

import pytest
from django.db import connection

from linli.facts.members import MembershipLeft
from linli.facts.roles import RoleAssigned, RoleEnded, RoleHandedOver
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.models import AuditEntry
from linli.people.members.actions import erasing, exporting, merging
from linli.people.members.models import Membership
from linli.people.roles.actions import assigning, preparing, wording
from linli.people.roles.models import Assignment, AssignmentStep, CandidateVerdict, CultivationStep, RoleType
from linli.people.roles.queries import candidates, holders
from linli.people.roles.queries import wording as worded
from linli.people.roles.rules.parts import EndReason, Gap, Status
from tests.cast import events_after, react

DAY = timedelta(days=1)


def put_down(cast, member=None, role="guide", status=Status.CANDIDATE, **more):
    return assigning.assign_member(
        community=cast.community,
        role=role,
        member=member or cast.su,
        status=status,
        by=cast.by_lin,
        at=cast.at,
        **more,
    )


def facts_of(kind):
    return [event for event in events_after() if isinstance(event.fact, kind)]


def line_of(cast, role):
    return next(one for one in holders.staffing_of(cast.community.id) if one.part.code == role)


def test_a_community_begins_with_eight_empty_roles(cast):
    lines = holders.staffing_of(cast.community.id)

    assert [line.gap for line in lines] == [Gap.EMPTY] * 8


def test_a_candidate_is_trained_and_takes_the_role(cast):
    candidate = put_down(cast, evidence="先后迎接了三位新人")

    assigning.advance(assignment=candidate, to=Status.TRAINED, by=cast.by_lin, at=cast.at + DAY)
    assigning.advance(assignment=candidate, to=Status.MEMBER_HELD, by=cast.by_lin, at=cast.at + 2 * DAY)

    assert [(step.before, step.after) for step in holders.history_of(candidate.id)] == [
        ("", "candidate"),
        ("candidate", "trained"),
        ("trained", "member_held"),
    ]
    assert [event.fact.status for event in facts_of(RoleAssigned)] == ["candidate", "trained", "member_held"]
    assert [one.name for one in line_of(cast, "guide").holders] == ["苏苏"]


def test_what_was_typed_about_a_person_is_neither_in_the_log_nor_in_the_trail(cast):
    put_down(cast, evidence="先后迎接了三位新人")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events WHERE data::text LIKE %s", ["%三位新人%"])
        assert cursor.fetchone() == (0,)
    assert not [one for one in AuditEntry.objects.all() if "三位新人" in str(one.after)]


def test_the_same_assignment_twice_is_one(cast):
    first = put_down(cast)
    second = put_down(cast)

    assert first.id == second.id
    assert len(facts_of(RoleAssigned)) == 1
    assert AssignmentStep.objects.count() == 1


def test_the_team_plays_a_role_and_hands_it_to_a_member(cast):
    played = assigning.assign_colleague(
        community=cast.community, role="guide", staff_id=cast.cheng.id, by=cast.by_lin, at=cast.at
    )
    assert line_of(cast, "guide").gap is Gap.NO_SUCCESSOR
    candidate = put_down(cast)

    taken = assigning.hand_over(before=played, to=candidate, by=cast.by_lin, at=cast.at + DAY)
    again = assigning.hand_over(before=played, to=candidate, by=cast.by_lin, at=cast.at + 2 * DAY)

    assert taken.id == again.id == candidate.id
    assert Assignment.objects.get(id=played.id).end_reason == EndReason.HANDED_OVER
    [event] = facts_of(RoleHandedOver)
    assert (event.fact.assignment, event.fact.before, event.member) == (taken.id, played.id, cast.su.id)
    [line] = line_of(cast, "guide").holders
    assert (line.member_id, line.status) == (cast.su.id, Status.MEMBER_HELD)


def test_a_named_successor_closes_the_gap(cast):
    held = put_down(cast, role="core_elite", status=Status.MEMBER_HELD)
    assert line_of(cast, "core_elite").gap is Gap.NO_SUCCESSOR

    assigning.plan(
        assignment=held,
        by=cast.by_lin,
        at=cast.at,
        evidence="",
        trainer_id=cast.cheng.id,
        next_review_on=date(2026, 11, 30),
        successor=cast.momo,
    )

    shown = holders.holder_of(held)
    assert (shown.trainer, shown.successor) == ("程诺", "墨墨")
    assert not shown.is_due(date(2026, 11, 29))
    assert shown.is_due(date(2026, 11, 30))
    assert line_of(cast, "core_elite").gap is Gap.TOO_FEW


def test_who_ended_stays_in_the_history(cast):
    held = put_down(cast, status=Status.MEMBER_HELD)

    assigning.end(assignment=held, reason=EndReason.WISH, by=cast.by_lin, at=cast.at + DAY)
    assigning.end(assignment=held, reason=EndReason.DONE, by=cast.by_lin, at=cast.at + 2 * DAY)

    [past] = holders.past_holders(cast.community.id)
    assert (past.member_id, past.end_reason, past.ended_at) == (cast.su.id, "wish", cast.at + DAY)
    assert [event.fact.reason for event in facts_of(RoleEnded)] == ["wish"]
    assert put_down(cast, status=Status.MEMBER_HELD).id != held.id


def test_who_leaves_the_community_leaves_its_roles(cast):
    held = put_down(cast, status=Status.MEMBER_HELD)
    colleague = put_down(cast, member=cast.momo, role="host")
    left_at = cast.at + DAY
    log.append(
        [
            Draft(
                fact=MembershipLeft(group="reading-1"),
                occurred_at=left_at,
                community=cast.community.id,
                group=cast.group.id,
                member=cast.su.id,
            )
        ],
        by=cast.by_lin,
    )

    react(events_after())
    react([one for one in events_after() if isinstance(one.fact, MembershipLeft)])

    held.refresh_from_db()
    colleague.refresh_from_db()
    assert (held.end_reason, held.ended_at) == (EndReason.LEFT, left_at)
    assert colleague.ended_at is None
    assert len(facts_of(RoleEnded)) == 1


def test_a_merge_moves_roles_and_its_undoing_brings_every_row_back(cast):
    put_down(cast)
    clash = put_down(cast, member=cast.momo)
    put_down(cast, member=cast.momo, role="creator")
    preparing.turn_down(
        community=cast.community, role="host", member=cast.momo, reason="no_time", by=cast.by_lin, at=cast.at
    )
    preparing.add_step(
        assignment=clash, kind="task", text="带一次新人", due_on=None, by=cast.by_lin, at=cast.at
    )

    def rows():
        return [
            sorted(table.objects.values_list(*fields))
            for table, fields in (
                (Assignment, ("id", "member_id", "role")),
                (AssignmentStep, ("id", "member_id")),
                (CandidateVerdict, ("id", "member_id")),
                (CultivationStep, ("id", "member_id")),
            )
        ]

    before = rows()

    merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_lin, at=cast.at)
    merged = rows()
    merging.undo_merge(merge=merging.Merge.objects.get(), by=cast.by_lin, at=cast.at)

    assert {member for _id, member, _role in merged[0]} == {cast.su.id}
    assert sorted(role for _id, _member, role in merged[0]) == ["creator", "guide"]
    assert rows() == before


def test_an_erased_person_is_in_no_table_of_the_room(cast):
    held = put_down(cast, evidence="先后迎接了三位新人")
    other = put_down(cast, member=cast.momo, role="host", status=Status.MEMBER_HELD)
    assigning.plan(
        assignment=other,
        by=cast.by_lin,
        at=cast.at,
        evidence="",
        trainer_id=None,
        next_review_on=None,
        successor=cast.su,
    )
    preparing.add_step(
        assignment=held, kind="task", text="带一次新人", due_on=None, by=cast.by_lin, at=cast.at
    )

    erasing.erase_member(member=cast.su, by=cast.by_lin, at=cast.at)

    assert list(Assignment.objects.values_list("member_id", "successor_member_id")) == [(cast.momo.id, None)]
    assert CultivationStep.objects.count() == 0
    assert set(AssignmentStep.objects.values_list("member_id", flat=True)) == {cast.momo.id}


def test_an_export_tells_a_member_of_their_roles_but_not_who_judged(cast):
    put_down(cast, evidence="先后迎接了三位新人")

    document = exporting.export_member(member=cast.su, by=cast.by_lin, at=cast.at)

    text = str(document)
    assert "先后迎接了三位新人" in text
    assert cast.by_lin.code not in str([part for part in text.split("roles: history")][1][:400])


def test_who_is_turned_down_is_remembered_and_may_be_reconsidered(cast):
    for reason in ("no_time", "wrong_tone"):
        preparing.turn_down(
            community=cast.community, role="guide", member=cast.su, reason=reason, by=cast.by_lin, at=cast.at
        )

    assert candidates.not_to_suggest(cast.community.id, "guide") == {cast.su.id}
    assert [(one.name, one.reason) for one in candidates.turned_down(cast.community.id, "guide")] == [
        ("苏苏", "wrong_tone")
    ]

    preparing.reconsider(community=cast.community, role="guide", member=cast.su, by=cast.by_lin, at=cast.at)

    assert candidates.not_to_suggest(cast.community.id, "guide") == set()


def test_a_plan_is_ticked_and_counted(cast):
    candidate = put_down(cast)
    for kind, text in (("exposure", "主持周日共读"), ("reward", "送一本书"), ("reward", "送一本书")):
        preparing.add_step(
            assignment=candidate, kind=kind, text=text, due_on=None, by=cast.by_lin, at=cast.at
        )
    first = candidates.plan_of(candidate.id)[0]

    preparing.set_done(assignment=candidate, step_id=first.id, is_done=True, by=cast.by_lin, at=cast.at)

    assert candidates.plan_counts([candidate.id]) == {candidate.id: (1, 2)}


def test_a_role_is_worded_anew_and_restored(cast):
    preset = worded.get_part(cast.community.id, "guide")

    wording.word_role(
        community=cast.community,
        code="guide",
        name="领路人",
        does="带新人认路",
        start="observed",
        reinforce="",
        wanted=4,
        recipe="welcomer",
        by=cast.by_lin,
        at=cast.at,
    )
    changed = worded.get_part(cast.community.id, "guide")
    wording.restore_role(community=cast.community, code="guide", by=cast.by_lin, at=cast.at)

    assert (changed.name, changed.wanted, changed.is_own, changed.is_preset) == ("领路人", 4, True, True)
    assert worded.get_part(cast.community.id, "guide") == preset


def test_a_community_adds_a_role_of_its_own_and_it_can_be_played(cast):
    added = wording.add_role(
        community=cast.community,
        name="夜读人",
        does="",
        start="observed",
        reinforce="",
        wanted=1,
        recipe="night_watch",
        by=cast.by_lin,
        at=cast.at,
    )

    put_down(cast, role=added.code, status=Status.MEMBER_HELD)

    assert [one.name for one in line_of(cast, "own_1").holders] == ["苏苏"]
    assert worded.role_names([cast.community.id])[cast.community.id, "own_1"] == "夜读人"


ROLE = {
    "does": "",
    "start": "observed",
    "reinforce": "",
    "wanted": 1,
    "recipe": "",
}


def add_role(cast, **changed):
    wording.add_role(
        community=cast.community, by=cast.by_lin, at=cast.at, **{"name": "夜读人", **ROLE, **changed}
    )


REFUSED = {
    "a role that is not there": (
        lambda cast: put_down(cast, role="wizard"),
        "there is no role “wizard” in this community: choose one of its roles",
    ),
    "a beginning that is none": (
        lambda cast: put_down(cast, status=Status.TRAINED),
        "somebody begins in a role as candidate, as holder, or as operator who plays it",
    ),
    "a member who plays for the team": (
        lambda cast: put_down(cast, status=Status.OPERATOR_PLAYED),
        "only somebody of the team plays a role as operator: mark them as team, or make them holder",
    ),
    "somebody who is not here": (
        lambda cast: (
            Membership.objects.filter(member=cast.su).update(left_at=cast.at),
            put_down(cast),
        ),
        "they are in no group of this community now: let them join first",
    ),
    "too much evidence": (
        lambda cast: put_down(cast, evidence="字" * 401),
        "say it in at most 400 characters",
    ),
    "a colleague without a seat": (
        lambda cast: assigning.assign_colleague(
            community=cast.community, role="guide", staff_id=cast.zhou.id, by=cast.by_lin, at=cast.at
        ),
        "this colleague has no seat in this community: give them one first",
    ),
    "a role without a name": (
        lambda cast: add_role(cast, name="  "),
        "a role needs a name of at most 40 characters",
    ),
    "a name that is there": (
        lambda cast: add_role(cast, name="Host"),
        "there is already a role called “Host”: change that one or choose another name",
    ),
    "too many wanted": (
        lambda cast: add_role(cast, wanted=101),
        "between 0 and 100 people can be wanted for a role",
    ),
    "an unknown start": (
        lambda cast: add_role(cast, start="magic"),
        "a role starts with an operator, with somebody recruited, or with somebody observed",
    ),
    "an unknown recipe": (
        lambda cast: add_role(cast, recipe="magic"),
        "candidates cannot be looked for by “magic”: choose one of the list",
    ),
    "a verdict that is none": (
        lambda cast: preparing.turn_down(
            community=cast.community, role="guide", member=cast.su, reason="ugly", by=cast.by_lin, at=cast.at
        ),
        "say why they do not suit: choose one of the reasons",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(cast, case):
    act, sentence = REFUSED[case]

    with pytest.raises(Refusal) as refused:
        act(cast)

    assert str(refused.value) == sentence
    assert (Assignment.objects.count(), RoleType.objects.count(), CandidateVerdict.objects.count()) == (
        0,
        0,
        0,
    )
    assert facts_of(RoleAssigned) == []


def test_steps_that_do_not_follow_are_refused(cast):
    held = put_down(cast, status=Status.MEMBER_HELD)
    candidate = put_down(cast, member=cast.momo, role="host")
    cases = {
        "somebody does not go from “held by a member” to “candidate”": lambda: put_down(cast),
        "nobody follows themselves: name another member": lambda: assigning.plan(
            assignment=held,
            by=cast.by_lin,
            at=cast.at,
            evidence="",
            trainer_id=None,
            next_review_on=None,
            successor=cast.su,
        ),
        "a role is handed over inside one community, to somebody down for the same role": lambda: (
            assigning.hand_over(before=held, to=candidate, by=cast.by_lin, at=cast.at)
        ),
        "a step is exposure, a task or a reward": lambda: preparing.add_step(
            assignment=held, kind="party", text="x", due_on=None, by=cast.by_lin, at=cast.at
        ),
        "say in 1 to 200 characters what is to be done": lambda: preparing.add_step(
            assignment=held, kind="task", text=" ", due_on=None, by=cast.by_lin, at=cast.at
        ),
    }
    for sentence, act in cases.items():
        with pytest.raises(Refusal) as refused:
            act()
        assert str(refused.value) == sentence
    assert AssignmentStep.objects.count() == 2
    assert CultivationStep.objects.count() == 0
