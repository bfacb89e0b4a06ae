"""Records that are merged or erased, and what of runs goes with them."""

from datetime import timedelta

import msgspec

from linli.facts.growth import PointsAwarded
from linli.facts.members import MemberErased, MembersMerged
from linli.run.playbooks import reactions
from linli.run.playbooks.models import Assignment, Run, Skip, StepVisit

HOUR = timedelta(hours=1)
PERSON = """\
kind: playbook
id: test
subject: person
class: service
trigger: {event: points.awarded, key: 'gift:{event.reason}'}
entry: {re_enter: {after: 1h, max: 9}}
"""
REST = "steps:\n- {id: rest, wait: {for: 5d}}\n"
BYE = "steps:\n- {id: bye, end: {outcome: bye}}\n"


def follow(stage, fact, **changes):
    reactions.follow_people([msgspec.structs.replace(stage.event(fact, after=5 * HOUR), **changes)])


def award(stage, member, reason="lantern", *, after=timedelta()):
    stage.happen(stage.event(PointsAwarded(1, 5, reason), member, after=after))


def test_runs_of_a_person_go_with_the_record_they_were_merged_into(stage):
    stage.publish(PERSON + REST)
    award(stage, stage.cast.momo)

    follow(stage, MembersMerged(into=stage.cast.su.id, merged=stage.cast.momo.id))

    run = Run.objects.get()
    assert (run.member_id, run.subject) == (stage.cast.su.id, f"person:{stage.cast.su.id}")
    assert run.state == "waiting"


def test_a_key_that_both_records_used_is_kept_by_the_first(stage):
    stage.publish(PERSON + BYE)
    award(stage, stage.cast.su)
    award(stage, stage.cast.momo, after=HOUR)

    follow(stage, MembersMerged(into=stage.cast.su.id, merged=stage.cast.momo.id))

    su, momo = Run.objects.order_by("id")
    assert (su.key, su.run_no, momo.run_no) == ("gift:lantern", 1, 2)
    assert momo.key == f"gift:lantern/merged:{momo.id}"
    assert {su.subject, momo.subject} == {f"person:{stage.cast.su.id}"}


def test_the_kept_record_keeps_its_arm_and_gets_the_ones_it_had_not(stage):
    for experiment, member, arm in (
        ("tone", stage.cast.su, "plain"),
        ("tone", stage.cast.momo, "silent"),
        ("length", stage.cast.momo, "short"),
    ):
        Assignment.objects.create(
            experiment=experiment,
            unit=f"person:{member.id}",
            member_id=member.id,
            arm=arm,
            assigned_at=stage.start,
        )

    follow(stage, MembersMerged(into=stage.cast.su.id, merged=stage.cast.momo.id))

    kept = Assignment.objects.filter(unit=f"person:{stage.cast.su.id}").order_by("id")
    assert list(kept.values_list("experiment", "arm")) == [("tone", "plain"), ("length", "short")]


def test_nothing_readable_is_left_of_somebody_who_was_erased(stage):
    stage.publish(PERSON + REST)
    award(stage, stage.cast.momo)
    award(stage, stage.cast.momo, "moon", after=HOUR)
    run = Run.objects.get()
    StepVisit.objects.update(inputs={"until": "x"}, result={"outcome": "done", "note": "她搬家了"})
    Run.objects.update(context={**run.context, "results": {"call": {"note": "她搬家了"}}})
    Skip.objects.create(
        playbook=run.playbook,
        member_id=run.member_id,
        event_id="0" * 32,
        reason="audience",
        at=run.started_at,
    )

    follow(stage, MemberErased())

    run = Run.objects.get()
    assert (run.state, run.outcome) == ("stopped", "erased")
    assert set(run.context) <= {"used", "began", "visits", "stopped_in", "stopped_by"}
    assert "搬家" not in str(list(StepVisit.objects.values_list("inputs", "result")))
    assert not Skip.objects.exists()
