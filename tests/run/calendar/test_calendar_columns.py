"""Columns make their posts once, follow changes, and leave alone what somebody touched."""

from datetime import date, time, timedelta

import pytest

from linli.facts.calendar import ColumnChanged, SlotScheduled
from linli.kernel.orgs.models import AuditEntry
from linli.run.calendar.actions import columns, deciding, filling, planning
from linli.run.calendar.actions.columns import CannotSaveColumn
from linli.run.calendar.models import Column, Slot
from linli.run.calendar.presets import reading
from linli.run.calendar.queries import columns as reads
from linli.run.calendar.queries import standing
from linli.run.calendar.rules.words import Aim, Category, ColumnState, Kind, Metric
from tests.cast import events_after
from tests.run.calendar import making

DAY = timedelta(days=1)


def days_of(column):
    return list(
        Slot.objects.filter(column=column).order_by("occurrence").values_list("occurrence", flat=True)
    )


def test_a_column_plans_four_weeks_in_local_time(cast):
    column = making.column(cast)

    assert days_of(column) == [date(2026, 11, 2) + n * DAY for n in (0, 2, 7, 9, 14, 16, 21, 23, 28)]
    first = Slot.objects.filter(column=column).earliest("starts_at")
    assert first.starts_at.isoformat() == "2026-11-02T12:30:00+00:00"
    assert (first.state, first.title, first.category) == ("idea", "晚聊", "interactive")
    assert [one.fact for one in events_after() if one.kind == "column.changed"] == [
        ColumnChanged(column.id, "active")
    ]
    assert AuditEntry.objects.filter(action="calendar.column_saved").count() == 1


def test_filling_again_makes_nothing_twice_and_a_later_day_adds_what_is_new(cast):
    column = making.column(cast)

    assert filling.fill_columns(at=cast.at) == 0
    assert filling.fill_columns(at=cast.at + 7 * DAY) == 2
    assert days_of(column)[-1] == date(2026, 12, 7)


def test_a_changed_rhythm_moves_what_nobody_touched(cast):
    column = making.column(cast)
    kept = Slot.objects.filter(column=column).order_by("starts_at")[3]
    deciding.drop(slot_id=kept.id, by=cast.by_lin, at=cast.at)

    draft = columns.ColumnDraft(
        name="晚聊",
        kind="topic",
        category="interactive",
        aim="emotion",
        repeats="weekly",
        at_time=time(21, 0),
        starts_on=date(2026, 11, 2),
        weekdays=(2,),
    )
    columns.save_column(
        community_id=cast.community.id, draft=draft, by=cast.by_lin, at=cast.at, column_id=column.id
    )

    assert days_of(column) == [date(2026, 11, 4) + n * DAY for n in (0, 7, 14, 21)]
    again = Slot.objects.get(id=kept.id)
    assert (again.state, again.starts_at) == ("skipped", kept.starts_at)


def test_an_automatic_column_goes_out_by_itself(cast):
    column = making.column(cast, text="早上好", is_automatic=True, repeats="daily", weekdays=())

    assert set(Slot.objects.filter(column=column).values_list("state", flat=True)) == {"scheduled"}
    told = [one.fact for one in events_after() if isinstance(one.fact, SlotScheduled)]
    assert len(told) == len(days_of(column))


def test_a_paused_column_has_no_posts_and_a_resumed_one_has_them_again(cast):
    column = making.column(cast)

    columns.turn_column(column_id=column.id, state=ColumnState.PAUSED, by=cast.by_lin, at=cast.at)
    assert days_of(column) == []
    assert filling.fill_columns(at=cast.at) == 0
    columns.turn_column(column_id=column.id, state=ColumnState.ACTIVE, by=cast.by_lin, at=cast.at)
    assert len(days_of(column)) == 9


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": " "}, "a column needs a name"),
        ({"ends_on": date(2026, 11, 1)}, "cannot end before it starts"),
        ({"text": "hello {member.phone}"}, "“{member.phone}” cannot be filled in here"),
        ({"is_automatic": True}, "need a text"),
        ({"is_automatic": True, "needs_approval": True, "text": "x"}, "cannot wait for approval"),
        ({"weekdays": (7,)}, "no days of a week"),
        ({"every": 0}, "every 1 to 60"),
    ],
)
def test_what_contradicts_itself_is_refused_and_nothing_is_written(cast, said, sentence):
    with pytest.raises(CannotSaveColumn, match=sentence):
        making.column(cast, **said)

    assert not Column.objects.exists()
    assert not Slot.objects.exists()


def test_a_name_is_used_once_until_the_column_ends(cast):
    column = making.column(cast)
    with pytest.raises(CannotSaveColumn, match="already"):
        making.column(cast)

    columns.turn_column(column_id=column.id, state=ColumnState.ENDED, by=cast.by_lin, at=cast.at)
    making.column(cast)

    with pytest.raises(CannotSaveColumn, match="has ended"):
        columns.turn_column(column_id=column.id, state=ColumnState.ACTIVE, by=cast.by_lin, at=cast.at)


def test_every_ready_made_column_can_be_taken_up_once(cast):
    codes = [one.code for one in reading.presets()]
    made = planning.adopt_columns(community_id=cast.community.id, codes=codes, by=cast.by_lin, at=cast.at)
    again = planning.adopt_columns(community_id=cast.community.id, codes=codes, by=cast.by_lin, at=cast.at)

    assert (len(made), again) == (len(codes), [])
    for preset in reading.presets():
        assert preset.kind in set(Kind)
        assert preset.category in set(Category)
        assert preset.aim in set(Aim)
        assert preset.metric in set(Metric)
    known = set(codes)
    for type_code in ("learning", "group_buy", "flash"):
        fit = reading.find_fit(type_code)
        assert set(fit.use) | set(fit.avoid) <= known
    assert reading.find_fit("nothing") is None


def test_a_limited_seat_sees_columns_of_its_communities_only(cast):
    column = making.column(cast)

    assert reads.access_column(cast.cheng_seat, column.id) == column
    assert reads.columns(reach=frozenset({column.community_id + 1})) == []
    with cast.scope_elsewhere(), pytest.raises(reads.NoSuchColumn):
        reads.access_column(cast.zhou_seat, column.id)


def test_gaps_name_posts_without_content_and_weeks_off_their_pace(cast):
    making.column(cast)

    found = standing.gaps(reach=None, at=cast.at)

    assert [(one.community_id, len(one.empty)) for one in found] == [(cast.community.id, 4)]
    assert [(one.first, one.found, one.least) for one in found[0].off_pace] == [
        (date(2026, 11, 2), 0, 1),
        (date(2026, 11, 9), 0, 1),
    ]


def test_the_mix_is_weighed_against_its_target(cast):
    making.column(cast, name="新品", category="product", aim="product", text="新品来了")

    shares = standing.balance(Slot.objects.all(), reads.planning_of(cast.community.id))

    assert [(one.code, one.percent, one.wanted, one.is_heavy) for one in shares] == [
        ("product", 100, 30, True),
        ("values", 0, 30, False),
        ("interactive", 0, 40, False),
    ]
    assert [one.is_heavy for one in standing.aims(Slot.objects.all())] == [False, False, False, False, True]


def test_a_planning_adds_up(cast):
    with pytest.raises(planning.CannotPlanSo, match="110%"):
        planning.save_planning(
            community_id=cast.community.id,
            draft=planning.PlanningDraft(product=40),
            by=cast.by_lin,
            at=cast.at,
        )
    saved = planning.save_planning(
        community_id=cast.community.id,
        draft=planning.PlanningDraft(product=20, values=40, needs_approval=True),
        by=cast.by_lin,
        at=cast.at,
    )

    assert saved.mix == {"product": 20, "values": 40, "interactive": 40}
    assert making.slot(cast).needs_approval is True
