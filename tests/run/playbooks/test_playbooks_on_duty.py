"""Tasks for whoever is on duty, and for whom steps in where nobody is."""

from datetime import timedelta

import pytest

from linli.people.duty import reactions as duty
from linli.people.duty.actions import setting, turning, volunteering
from linli.people.duty.actions.setting import Settings
from linli.people.duty.rules.turns import Source
from tests.cast import events_after
from tests.people.duty.conftest import MONDAY, keep_belongings
from tests.run.playbooks.staging import document

ASKS = """\
- id: look
  human_task:
    {title: Look, assign: {role: duty, fallback: moderator}, due: 1d, outcomes: {done: end, timeout: end}}
"""


@pytest.fixture
def asking(stage):
    stage.publish(document(ASKS))
    return stage


def put_su_on_duty(cast):
    keep_belongings()
    setting.set_up(community=cast.community, settings=Settings(first_on=MONDAY), by=cast.by_lin, at=cast.at)
    volunteering.put_down(
        community=cast.community, member_id=cast.su.id, source=Source.CHOSEN, by=cast.by_lin, at=cast.at
    )
    turning.turn(community=cast.community, at=cast.at + timedelta(minutes=1))


def test_a_step_for_whoever_is_on_duty_reaches_the_volunteer(cast, asking):
    put_su_on_duty(cast)

    asking.join()
    opened = [one for one in events_after() if one.kind == "task.opened" and one.fact.origin[:4] == "run:"]
    duty.give_tasks_to_whoever_is_on_duty(opened)

    assert (asking.task().role, asking.task().assignee_member_id) == ("duty", cast.su.id)


def test_where_nobody_is_on_duty_the_other_role_is_asked(cast, asking):
    asking.join()

    assert (asking.task().role, asking.task().assignee) == ("moderator", "")
