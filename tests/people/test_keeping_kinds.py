"""Answers, applications and notes of care go after their days, counted before; the others stay."""

from datetime import timedelta

import pytest

from linli.facts.profiles import ProfileAnswered
from linli.people.care.actions import caring
from linli.people.care.models import CareNote
from linli.people.consent.actions import retention
from linli.people.consent.queries import notices
from linli.people.consent.queries import retention as kept
from linli.people.entry.actions import applying
from linli.people.entry.models import Application
from linli.people.profiles.actions import answering, defining
from linli.people.profiles.models import Answer, FormerAnswer
from tests.cast import AT, events_after
from tests.people.belonging.living import Living
from tests.people.entry.conftest import settle

DAY = timedelta(days=1)


@pytest.fixture
def house(cast):
    return settle(cast)


def keep(cast, kind, days):
    retention.set_days(kind=kind, days=days, by=cast.by_lin, at=AT)


def meet(cast):
    living = Living(cast, AT)
    living.say("message", "su", AT, text="早上好")
    living.hear()


def say(cast, values, at):
    answering.answer(member_id=cast.su.id, values=values, source="member", by=cast.by_lin, at=at)


def test_answers_nobody_confirmed_go_with_their_history_and_the_others_stay(cast):
    defining.take_template(by=cast.by_lin, at=AT)
    say(cast, {"city": "北京", "position": "teaching"}, AT)
    say(cast, {"city": "杭州"}, AT + DAY)
    say(cast, {"position": "teaching"}, AT + 50 * DAY)
    keep(cast, "answers", 30)
    assert kept.would_go("answers", 30, at=AT + 30 * DAY) == 0
    assert kept.would_go("answers", 30, at=AT + 60 * DAY) == 2

    rows = [retention.clear_old(at=AT + 60 * DAY) for _night in range(2)]

    assert rows == [2, 0]
    assert [one.field.code for one in Answer.objects.all()] == ["position"]
    assert not FormerAnswer.objects.exists()
    told = [one for one in events_after() if isinstance(one.fact, ProfileAnswered)][-1]
    assert told.fact == ProfileAnswered(fields=("city",), source="retention")
    assert (told.member, told.occurred_at) == (cast.su.id, AT + 60 * DAY)
    assert kept.history()[0].rows == 2


def test_an_old_history_goes_while_the_answer_is_fresh(cast):
    defining.take_template(by=cast.by_lin, at=AT)
    say(cast, {"city": "北京"}, AT)
    say(cast, {"city": "杭州"}, AT + DAY)
    say(cast, {"city": "杭州"}, AT + 50 * DAY)
    keep(cast, "answers", 30)

    assert retention.clear_old(at=AT + 60 * DAY) == 1

    assert Answer.objects.get().value == "浙江/杭州"
    assert not FormerAnswer.objects.exists()


def test_a_closed_application_loses_its_words_and_stays_countable_while_an_open_one_is_kept(house):
    gone, open_one = house.come("蓝鲸"), house.come("白鹭")
    refused = gone.apply()
    applying.withdraw(application=refused, by=gone.by, at=house.at + DAY)
    open_one.apply()
    keep(house.cast, "applications", 30)
    late = house.at + 40 * DAY
    assert kept.would_go("applications", 30, at=late) == 1

    assert [retention.clear_old(at=late) for _night in range(2)] == [1, 0]

    states = dict(Application.objects.values_list("state", "answers"))
    assert states["withdrawn"] == {}
    assert states["received"]["task"]["text"] == "《边城》"
    assert kept.would_go("applications", 30, at=late) == 0


def test_notes_of_care_go_by_their_days(cast):
    meet(cast)
    for ago in (40, 5):
        caring.write_note(
            member_id=cast.su.id,
            community_id=cast.community.id,
            kind="life",
            text="换了工作",
            happened_on=AT.date(),
            today=AT.date(),
            by=cast.by_lin,
            at=AT + (40 - ago) * DAY,
        )
    keep(cast, "care", 30)

    assert retention.clear_old(at=AT + 40 * DAY) == 1

    assert CareNote.objects.get().written_at == AT + 35 * DAY


def test_the_notice_names_the_days_of_every_kind_it_speaks_of(cast):
    for number, kind in enumerate(("words", "answers", "applications", "care", "access")):
        keep(cast, kind, 100 + number)

    assert [one.days for one in notices.lines() if one.days] == [100, 101, 102, 103, 104]
    assert {"answers", "applications", "care"} <= {one.code for one in kept.rules(at=AT)}
