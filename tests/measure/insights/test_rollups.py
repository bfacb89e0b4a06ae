"""Roll-ups: counted live, rebuilt from the log, the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.kernel.events import delivery
from linli.measure.insights import queries
from linli.measure.insights.actions import figures, rollups
from linli.measure.insights.models import GroupDay, MemberDay
from tests.cast import build

pytestmark = pytest.mark.django_db(transaction=True)

LATE = datetime(2026, 11, 2, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
NEXT = datetime(2026, 11, 2, 16, 1, tzinfo=UTC)  # 00:01 the day after


@pytest.fixture
def busy():
    """The cast, and two more messages around midnight in Shanghai."""
    cast = build()
    with cast.scope():
        records = [
            Inbound(
                kind="message",
                external_id=f"r{n}",
                occurred_at=at,
                group="reading-1",
                sender=who,
                text="晚安",
            )
            for n, (who, at) in enumerate([("su", LATE), ("su", NEXT), ("momo", NEXT)])
        ]
        accepting.accept(cast.channel.id, records, at=NEXT)
        delivery.deliver_all(at=NEXT)
        yield cast


def stored():
    days = GroupDay.objects.order_by("group_id", "day").values_list(
        "group_id", "day", "messages", "joins", "exits", "active", "last_message_at"
    )
    members = MemberDay.objects.order_by("group_id", "day", "member_id").values_list(
        "day", "member_id", "events"
    )
    return list(days), list(members)


def test_a_day_ends_at_midnight_of_the_community(busy):
    days, members = stored()

    assert [(day[1], day[2], day[5]) for day in days][-2:] == [
        (date(2026, 11, 2), 2, 1),
        (date(2026, 11, 3), 2, 2),
    ]
    assert (date(2026, 11, 3), busy.momo.id, 1) in members


def test_rebuilt_from_the_log_they_are_the_same(busy):
    kept = stored()

    rollups.rebuild_rollups()

    assert stored() == kept


def test_a_window_adds_up_and_compares_with_the_days_before(busy):
    window = queries.window(until=date(2026, 11, 3), days=1)

    assert (window.messages, window.before_messages) == ((2,), 2)
    assert queries.count_active(date(2026, 11, 2), date(2026, 11, 3)) == 2


def test_another_organisation_sees_nothing_of_it(busy):
    with busy.scope_elsewhere():
        window = queries.window(until=date(2026, 11, 3), days=7)

    assert sum(window.messages) == 0


def test_a_snapshot_keeps_the_figures_of_the_lake(busy, tmp_path):
    refreshed = figures.refresh_all(folder=tmp_path, at=NEXT + timedelta(hours=1))

    document = queries.find_snapshot(busy.community.id).document
    assert refreshed == 1
    assert document["messages"] == 4
