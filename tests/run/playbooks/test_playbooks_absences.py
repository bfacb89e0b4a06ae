"""Absences: once each, only those that become long enough while the playbook is there."""

from datetime import UTC, datetime, timedelta

from linli.people.members.models import Membership
from linli.run.playbooks.actions import absences
from linli.run.playbooks.models import AbsenceScan, Run, Skip
from tests.cast import AT, SPOKE_AT

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STEPS = "steps:\n- {id: rest, wait: {for: 2h}}\n"
AGAIN = "entry: {re_enter: {after: 1d, max: 9}}\n"


def playbook(absence="{of: message.posted, after: 7d}", more="", *, subject="membership", key=""):
    trigger = f"{{absence: {absence}{', key: ' + key if key else ''}}}"
    return f"kind: playbook\nid: quiet\nsubject: {subject}\nclass: service\ntrigger: {trigger}\n{more}{STEPS}"


def watched(stage, source):
    """Published, and looked at for the first time on the day after everybody came."""
    stage.publish(source)
    absences.scan(at=AT + DAY)


def test_who_says_nothing_for_so_long_becomes_a_run_once(stage):
    watched(stage, playbook())

    early = absences.scan(at=SPOKE_AT + 7 * DAY - timedelta(seconds=1))
    su = absences.scan(at=SPOKE_AT + 7 * DAY)
    later = absences.scan(at=SPOKE_AT + 30 * DAY)

    assert (early, su, later) == (1, 1, 0)
    momo, spoken = Run.objects.order_by("id")
    assert (momo.member_id, spoken.member_id) == (stage.cast.momo.id, stage.cast.su.id)
    assert spoken.key == "absence:0:2026-11-02"
    assert spoken.context["event"] == {"absence.started_on": "2026-11-02", "absence.days": 7}


def test_nobody_who_was_away_already_comes_in_by_publishing(stage):
    stage.publish(playbook())

    first = absences.scan(at=AT + 30 * DAY)
    second = absences.scan(at=AT + 31 * DAY)

    assert (first, second) == (0, 0)
    assert not Run.objects.exists()


def test_a_new_absence_after_a_sign_is_another_one(stage):
    watched(stage, playbook(more=AGAIN, key='"{membership.id}:{absence.started_on}"'))
    absences.scan(at=AT + 8 * DAY)
    Run.objects.update(state="done", ended_at=AT + 8 * DAY)
    Membership.objects.filter(member=stage.cast.momo).update(last_spoke_at=AT + 10 * DAY)

    absences.scan(at=AT + 18 * DAY)

    keys = [run.key for run in Run.objects.filter(member_id=stage.cast.momo.id).order_by("id")]
    stay = Membership.objects.get(member=stage.cast.momo).id
    assert keys == [f"{stay}:2026-11-02", f"{stay}:2026-11-12"]


def test_the_same_absence_does_not_start_a_second_run(stage):
    watched(stage, playbook(more=AGAIN))
    absences.scan(at=AT + 8 * DAY)
    Run.objects.update(state="done", ended_at=AT + 8 * DAY)

    AbsenceScan.objects.update(until=AT + DAY)
    started = absences.scan(at=AT + 10 * DAY)

    assert started == 0
    assert set(Skip.objects.values_list("reason", flat=True)) == {"same_key"}


def test_an_absence_counts_for_those_of_whom_a_sign_is_expected(stage):
    watched(stage, playbook("{of: message.posted, after: 7d, of_state: membership.has_spoken}"))

    absences.scan(at=AT + 8 * DAY)

    assert list(Run.objects.values_list("member_id", flat=True)) == [stage.cast.su.id]


def test_who_left_is_not_missed(stage):
    watched(stage, playbook())
    Membership.objects.filter(member=stage.cast.momo).update(left_at=AT + 2 * DAY)

    absences.scan(at=AT + 8 * DAY)

    assert list(Run.objects.values_list("member_id", flat=True)) == [stage.cast.su.id]


def test_a_person_is_seen_wherever_they_are(stage):
    watched(stage, playbook("{of: membership.seen, after: 7d}", subject="person"))

    started = absences.scan(at=datetime(2026, 11, 12, tzinfo=UTC))

    assert started == 2
    assert all(run.group_id is None for run in Run.objects.all())


def test_check_ins_can_be_missed(stage):
    watched(stage, playbook("{of: checkin.done, after: 7d}"))

    assert absences.scan(at=AT + 7 * DAY + HOUR) == 2
