from datetime import timedelta

import pytest

from linli.facts.growth import CheckedIn
from linli.facts.messages import MessagePosted
from linli.kernel.events import log, recent
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import PLATFORM
from tests.cast import cast  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):  # noqa: F811
    """Three check-ins a minute apart, the newest last, after a flood of messages."""
    said = MessagePosted(message="m", group="g", text="早")
    drafts = [Draft(fact=said, occurred_at=cast.at, community=cast.community.id) for _ in range(20)]
    drafts += [
        Draft(
            fact=CheckedIn(day="2026-11-02", streak=day, points=5),
            occurred_at=cast.at + timedelta(minutes=day),
            community=cast.community.id,
        )
        for day in (1, 2, 3)
    ]
    log.append(drafts, by=PLATFORM)
    return cast


def streaks(cast, **narrowed):  # noqa: F811
    wanted = {"kinds": [CheckedIn.kind], "communities": [cast.community.id], "at": cast.at} | narrowed
    return [one.fact.streak for one in recent.recent_events(**wanted)]


def test_recent_events_of_a_kind_come_newest_first(told):
    assert streaks(told) == [3, 2, 1]
    assert streaks(told, limit=1) == [3]


def test_other_communities_are_left_out(told):
    assert streaks(told, communities=[told.community.id + 1]) == []
    assert streaks(told, communities=[]) == []


def test_another_organisation_sees_nothing_of_it(told):
    with told.scope_elsewhere():
        assert streaks(told) == []


def test_only_the_end_of_the_log_is_looked_at(told, monkeypatch):
    monkeypatch.setattr(recent, "LOOKED_AT", 2)

    assert streaks(told) == [3, 2]
