import pytest

from linli.measure.insights.metrics import membership, size
from linli.measure.insights.metrics.metric import BadPeriod, Period
from tests.measure.insights.histories import at, history, record

FEBRUARY = Period(at("2026-02-01"), at("2026-03-01"))


def figures(activity, period=FEBRUARY):
    return {metric.key: metric for metric in size.size(activity, period)}


def test_joins_and_exits_are_counted_inside_the_period_only():
    with history(
        "2026-01-15|su|join",
        "2026-02-01|momo|join",
        "2026-02-10|cheng|join",
        "2026-02-20|su|leave",
        "2026-03-01|late|join",
    ) as activity:
        found = figures(activity)

    assert found["members"].parts["start"] == 2
    assert found["members"].value == 3
    assert found["new_members"].value == 2
    assert (found["exits"].value, found["exits"].parts["voluntary"]) == (1, 1)
    assert found["net_growth"].value == 1
    assert found["net_growth"].parts["rate"] == 0.5
    assert {metric.basis for metric in found.values()} == {"join"}


def test_mean_size_is_the_mean_of_the_days():
    with history("2026-02-01 08:00|su|join", "2026-02-03 23:59|momo|join") as activity:
        found = figures(activity, Period(at("2026-02-01"), at("2026-02-05")))

    assert found["members"].series["members"] == [1, 1, 2, 2]
    assert found["members"].parts["mean"] == 1.5


def test_growth_from_nobody_has_no_rate():
    with history("2026-02-03|su|join") as activity:
        assert figures(activity)["net_growth"].parts["rate"] is None


def test_without_joins_membership_begins_with_the_first_message_and_says_so():
    with history("2026-01-02|su", "2026-02-02|momo", "2026-02-20|momo") as activity:
        found = figures(activity)

    assert (found["members"].value, found["new_members"].value, found["exits"].value) == (2, 1, 0)
    assert found["members"].basis == "first message"


def test_a_mixture_says_so():
    with history("2026-02-02|su", "2026-02-03|momo|join") as activity:
        assert figures(activity)["members"].basis == "join or first message"


def test_somebody_first_seen_leaving_had_been_in_before():
    with history("2026-02-02|su|join", "2026-02-05|momo|leave") as activity:
        found = figures(activity, Period(at("2026-02-03"), at("2026-03-01")))

    assert found["members"].parts["start"] == 2
    assert found["new_members"].value == 0
    assert found["exits"].value == 1


def test_removal_is_told_from_leaving():
    with history(
        "2026-02-01|su|join",
        "2026-02-01|momo|join",
        "2026-02-03|su|leave",
        record("2026-02-04", "cheng", "kick", target="momo"),
    ) as activity:
        exits = figures(activity)["exits"]

    assert (exits.value, exits.parts) == (2, {"voluntary": 1, "removed": 1, "dissolved": 0})


def test_coming_back_is_a_new_membership():
    with history("2026-02-01|su|join", "2026-02-03|su|leave", "2026-02-05|su") as activity:
        found = figures(activity)

    assert (found["new_members"].value, found["exits"].value, found["members"].value) == (2, 1, 1)


def test_moving_between_groups_is_neither_a_join_nor_an_exit():
    with history(
        "2026-01-01|su|join|a",
        "2026-02-03|su|leave|a",
        "2026-02-03|su|join|b",
        "2026-02-10|momo|join|a",
        "2026-02-11|momo|join|b",
        "2026-02-12|momo|leave|a",
    ) as activity:
        found = figures(activity)

    assert (found["members"].value, found["new_members"].value, found["exits"].value) == (2, 1, 0)


def test_operators_and_bots_are_not_members():
    with history(
        "2026-02-01|lin|join", record("2026-02-01", "robot", "join", is_bot=True), operators={"lin"}
    ) as activity:
        assert figures(activity)["members"].value == 0


def test_an_empty_history_has_nobody():
    with history() as activity:
        people = membership.memberships(activity)
        found = figures(activity)

    assert people.basis == "first message"
    assert (found["members"].value, found["members"].parts["mean"]) == (0, 0.0)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadPeriod, match="cannot end"):
        Period(at("2026-02-02"), at("2026-02-01"))
    with pytest.raises(BadPeriod, match="zone"):
        Period(at("2026-02-02").replace(tzinfo=None), at("2026-02-03"))
