"""Somebody starts a playbook by hand: for few, each with a reason; for many, as a set; with inputs."""

from datetime import timedelta

import pytest

from linli.kernel.orgs.models import AuditEntry
from linli.people.members.models import Member
from linli.run.playbooks.actions import beginning
from linli.run.playbooks.actions.beginning import CannotStart, Chosen, Started
from linli.run.playbooks.models import Playbook, Run, Skip

DAY = timedelta(days=1)
INPUTS = "inputs: [{field: place, type: text, required: true}, {field: seats, type: number}]\n"
STEPS = "steps:\n- {id: rest, wait: {for: 2h}}\n"


def playbook(more="", *, subject="membership"):
    head = f"kind: playbook\nid: party\nsubject: {subject}\nclass: service\ntrigger: {{manual: true}}\n"
    return f"{head}{more}{STEPS}"


def start(stage, chosen, *, key="k", after=timedelta(), reach=None, **inputs):
    return beginning.start_runs(
        playbook=Playbook.objects.get(),
        chosen=chosen,
        inputs=inputs,
        key=key,
        by=stage.cast.by_lin,
        at=stage.start + after,
        reach=reach,
    )


def test_a_member_is_started_with_what_was_given(stage):
    stage.publish(playbook(INPUTS))

    done = start(stage, Chosen(members=(stage.cast.momo.id,)), place="湖边", seats=12)

    run = Run.objects.get()
    assert done == Started(1, {})
    assert (run.member_id, run.context["inputs"]) == (stage.cast.momo.id, {"place": "湖边", "seats": 12})
    entry = AuditEntry.objects.get(action="playbooks.started")
    assert entry.after == {"runs": 1, "skipped": {}, "version": 1}


def test_asking_twice_with_one_key_changes_nothing(stage):
    stage.publish(playbook())
    chosen = Chosen(communities=(stage.cast.community.id,))

    first, second = start(stage, chosen), start(stage, chosen)

    assert (first.started, second.started, Run.objects.count()) == (2, 0, 2)


def test_who_is_under_way_or_not_meant_has_a_reason(stage):
    stage.publish(playbook("audience: membership.has_spoken\n"))
    chosen = Chosen(members=(stage.cast.momo.id, stage.cast.su.id))
    start(stage, chosen)

    again = start(stage, chosen, key="other", after=DAY / 24)

    assert again == Started(0, {"audience": 1, "running": 1})
    assert sorted(Skip.objects.values_list("reason", flat=True)) == ["audience", "audience", "running"]


def test_a_person_can_start_again_what_was_for_once(stage):
    stage.publish(playbook())
    chosen = Chosen(members=(stage.cast.momo.id,))
    start(stage, chosen)
    Run.objects.update(state="done", ended_at=stage.start)

    again = start(stage, chosen, key="other", after=DAY)

    assert again.started == 1


def test_many_are_asked_as_a_set_and_those_left_out_are_counted(stage):
    stage.publish(playbook("audience: membership.has_spoken and belonging.messages >= 0\n"))

    done = start(stage, Chosen(communities=(stage.cast.community.id,)))

    assert (done.started + sum(done.skipped.values()), Skip.objects.count()) == (2, 0)
    assert "audience" in done.skipped


def test_an_audience_that_only_one_at_a_time_can_be_asked_is_asked_so(stage):
    stage.publish(playbook("audience: community.members >= 1 and membership.has_spoken\n"))

    done = start(stage, Chosen(communities=(stage.cast.community.id,)))

    assert list(Run.objects.values_list("member_id", flat=True)) == [stage.cast.su.id]
    assert done == Started(1, {"audience": 1})


def test_groups_can_be_chosen_for_a_playbook_about_groups(stage):
    stage.publish(playbook(subject="group"))

    done = start(stage, Chosen(groups=(stage.cast.group.id, stage.cast.group.id + 1)))

    assert done == Started(1, {"not_in": 1})


def test_a_limited_seat_starts_nothing_elsewhere(stage):
    stage.publish(playbook())
    chosen = Chosen(communities=(stage.cast.community.id,))

    done = start(stage, chosen, reach=frozenset({stage.cast.community.id + 1}))

    assert done == Started(0, {})


def test_programs_and_strangers_are_not_started(stage):
    stage.publish(playbook())
    Member.objects.filter(id=stage.cast.su.id).update(is_bot=True)

    done = start(stage, Chosen(members=(stage.cast.su.id, 999_999)))

    assert done == Started(0, {"not_in": 2})


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({}, '"place" has to be given'),
        ({"place": "x" * 2001}, '"place" needs a text that is not too long'),
        ({"place": "x", "seats": "many"}, '"seats" needs a number'),
        ({"place": "x", "more": 1}, 'this playbook asks for no "more"'),
    ],
)
def test_inputs_that_do_not_fit_are_refused_and_nothing_starts(stage, inputs, sentence):
    stage.publish(playbook(INPUTS))

    with pytest.raises(CannotStart) as refusal:
        start(stage, Chosen(members=(stage.cast.momo.id,)), **inputs)

    assert str(refusal.value) == sentence
    assert not Run.objects.exists()


def test_a_playbook_that_is_not_active_is_not_started(stage):
    stage.publish(playbook())
    Playbook.objects.update(state="draining")

    with pytest.raises(CannotStart):
        start(stage, Chosen(members=(stage.cast.momo.id,)))
