import pytest

from linli.measure.insights import compare


@pytest.mark.parametrize(
    ("ours", "theirs", "equal"),
    [
        (0.1 + 0.2, 0.3, True),
        (2, 2.0, True),
        (0.5, 0.500001, False),
        (45_144.0, 45_143.99999999998, True),
        (None, None, True),
        (None, 0, False),
        (True, 1, False),
        ("2026-01", "2026-01", True),
        ([["2026-01", 1, 0.5]], [["2026-01", 1, 0.5 + 1e-12]], True),
        ([1, 2], [1, 2, 3], False),
        ([1, 2], [2, 1], False),
        ([{"a": 1}], [{"a": 2}], False),
    ],
)
def test_values_are_equal_up_to_rounding(ours, theirs, equal):
    (one,) = compare.compare({"key": ours}, {"key": theirs})

    assert one == compare.Compared("key", ours, theirs, equal)


def test_nested_keys_are_compared_one_by_one_and_ours_alone_does_not_matter():
    ours = {"newcomers": {"eligible": 3, "week4_rate": 0.5}, "metrics": {"from": "x"}}
    theirs = {"newcomers": {"week4_rate": 0.25, "week2_rate": None}, "gini": 0.5}

    assert compare.compare(ours, theirs) == [
        compare.Compared("newcomers.week4_rate", 0.5, 0.25, equal=False),
        compare.Compared("newcomers.week2_rate", None, None, equal=False, missing=True),
        compare.Compared("gini", None, 0.5, equal=False, missing=True),
    ]
