"""What is older than its days goes at night, and nothing else does."""

from datetime import timedelta

import pytest

from linli.people.consent.actions import retention, watching
from linli.people.consent.models import Access, Clearing, Retention
from linli.people.consent.queries import retention as kept
from tests.cast import SPOKE_AT, events_after

DAY = timedelta(days=1)


def test_nothing_goes_before_somebody_says_so(cast):
    assert retention.clear_old(at=SPOKE_AT + 5000 * DAY) == 0

    assert [one.fact.text for one in events_after() if one.kind == "message.posted"] == ["今天读到第三章了"]


def test_old_words_become_empty_and_the_count_stays(cast):
    retention.set_days(kind="words", days=30, by=cast.by_lin, at=SPOKE_AT)
    assert kept.would_go("words", 30, at=SPOKE_AT + 31 * DAY) == 1
    assert kept.would_go("words", 30, at=SPOKE_AT + 29 * DAY) == 0

    rows = [retention.clear_old(at=SPOKE_AT + 31 * DAY) for _night in range(2)]

    assert rows == [1, 0]
    assert [one.fact.text for one in events_after() if one.kind == "message.posted"] == [""]
    night = kept.history()[0]
    assert (night.kind, night.days, night.rows, night.before) == ("words", 30, 1, SPOKE_AT + DAY)
    assert Clearing.objects.count() == 1


def test_the_access_log_is_cleared_by_its_own_days(cast):
    watching.note_access([cast.su.id], by=cast.by_lin, at=SPOKE_AT, why="page")
    watching.note_access([cast.su.id], by=cast.by_lin, at=SPOKE_AT + 20 * DAY, why="page")
    retention.set_days(kind="access", days=10, by=cast.by_lin, at=SPOKE_AT)

    retention.clear_old(at=SPOKE_AT + 21 * DAY)

    assert list(Access.objects.values_list("at", flat=True)) == [SPOKE_AT + 20 * DAY]


@pytest.mark.parametrize(("kind", "days"), [("words", 0), ("words", 99_999), ("cookies", 30)])
def test_days_that_make_no_sense_are_refused(cast, kind, days):
    with pytest.raises(retention.CannotKeep):
        retention.set_days(kind=kind, days=days, by=cast.by_lin, at=SPOKE_AT)

    assert not Retention.objects.exists()


def test_no_limit_again_keeps_everything(cast):
    retention.set_days(kind="words", days=1, by=cast.by_lin, at=SPOKE_AT)
    retention.set_days(kind="words", days=None, by=cast.by_lin, at=SPOKE_AT)

    assert retention.clear_old(at=SPOKE_AT + 99 * DAY) == 0
    assert {one.code: one.days for one in kept.rules()}["words"] is None
