"""The newcomer's seven days that Linli brings along."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import Effect
from linli.people.members.models import Membership
from linli.run.playbooks.queries import presets

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def newcomers(stage):
    stage.publish(presets.get_preset("newcomer-7d", "zh-hans").source)
    return stage


def test_who_speaks_up_is_praised_and_greeted_by_a_person_on_the_third_day(newcomers, cast):
    newcomers.join()
    newcomers.say("大家好，我是墨墨", after=MINUTE)

    newcomers.wake(2 * DAY + timedelta(hours=1))
    newcomers.answer("done", after=2 * DAY)
    newcomers.wake(7 * DAY)

    assert newcomers.path() == [
        "welcome",
        "first_words",
        "praise",
        "third_day",
        "hello",
        "last_day",
        "settled",
    ]
    assert newcomers.posts()[0].startswith("欢迎 墨墨 来到共读一群！")
    assert (newcomers.awards(), newcomers.task().title) == ([10], "和新人 墨墨 打个招呼")
    assert newcomers.run().outcome == "settled"


def test_who_stays_silent_is_nudged_after_a_day(newcomers, cast):
    Membership.objects.filter(member=cast.momo).update(last_spoke_at=None)
    newcomers.join()

    newcomers.wake(DAY)

    assert newcomers.path() == ["welcome", "first_words", "spoke", "nudge", "third_day"]
    classes = list(Effect.objects.order_by("id").values_list("message_class", flat=True))
    assert classes == ["service", "nurture"]
    assert newcomers.awards() == []


def test_who_spoke_just_a_little_is_praised_after_the_day(newcomers, cast):
    newcomers.join()
    newcomers.say("嗨", after=MINUTE)
    Membership.objects.filter(member=cast.momo).update(last_spoke_at=newcomers.start + MINUTE)

    newcomers.wake(DAY)

    assert newcomers.path()[2:] == ["spoke", "praise", "third_day"]
    assert newcomers.awards() == [10]
