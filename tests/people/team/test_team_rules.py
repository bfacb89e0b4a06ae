"""What is not covered, who answers for what, and when it is too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.team.rules import jobs, load, matrix
from linli.people.team.rules.jobs import Function, Need
from linli.people.team.rules.load import Carried, Verdict
from linli.people.team.rules.matrix import KINDS, Finding, Flaw


def need(job=1, wanted=1, functions=("content",), abilities=("writing",), holders=1, brought=("writing",)):
    return Need(job, wanted, frozenset(functions), frozenset(abilities), holders, frozenset(brought))


def test_a_function_is_covered_when_somebody_holds_a_job_for_it():
    found = jobs.uncovered([need(), need(job=2, functions=("data",), holders=0)])

    assert found == [Function.EVENTS, Function.MEDIA, Function.SERVICE, Function.DATA]


def test_what_a_job_lacks_is_people_first_and_abilities_only_where_people_are():
    found = jobs.shortfalls(
        [need(), need(job=2, wanted=3, brought=("taste",)), need(job=3, holders=0), need(job=4, wanted=0)]
    )

    assert [(one.job, one.people, one.abilities) for one in found] == [(2, 2, ("writing",)), (3, 1, ())]


def cells(**letters):
    return {(kind, job): frozenset(parts) for kind, line in letters.items() for job, parts in line.items()}


def test_nobody_and_two_who_answer_are_named_and_so_is_a_job_without_people():
    found = matrix.flaws(
        cells(step={1: "RA"}, send={1: "R", 2: "A", 3: "A"}, review={1: "A"}, care={2: "RA"}), {1: 1, 3: 2}
    )

    by_kind = {kind: [one for one in found if one.kind == kind] for kind in KINDS}
    assert by_kind["step"] == []
    assert by_kind["send"] == [
        Finding("send", Flaw.SEVERAL_ACCOUNTABLE, (2, 3)),
        Finding("send", Flaw.NOBODY_BEHIND, (2,)),
    ]
    assert by_kind["review"] == [Finding("review", Flaw.NOBODY_RESPONSIBLE)]
    assert by_kind["care"] == [Finding("care", Flaw.NOBODY_BEHIND, (2,))]
    assert [one.flaw for one in by_kind["other"]] == [Flaw.NOBODY_RESPONSIBLE, Flaw.NOBODY_ACCOUNTABLE]


@given(st.text(max_size=12))
def test_letters_are_read_in_any_order_and_written_in_theirs(raw):
    parts = matrix.read_parts(raw)

    assert parts <= set("RACI")
    assert matrix.read_parts(matrix.written(parts)) == parts


@pytest.mark.parametrize(
    ("open", "late", "soon", "planned", "hours", "most", "verdict"),
    [
        (0, 0, 0, 0, 0, 0, Verdict.FREE),
        (3, 0, 3, 0, 0, 0, Verdict.FINE),
        (16, 0, 0, 0, 0, 0, Verdict.BUSY),
        (21, 0, 0, 0, 0, 0, Verdict.TOO_MUCH),
        (3, 0, 3, 0, 1, 0, Verdict.BUSY),
        (3, 3, 3, 0, 1, 0, Verdict.TOO_MUCH),
        (0, 0, 0, 9, 8, 0, Verdict.TOO_MUCH),
        (6, 0, 0, 0, 0, 5, Verdict.TOO_MUCH),
    ],
)
def test_it_is_too_much_beyond_the_hours_declared_or_the_tasks_that_are_enough(
    open, late, soon, planned, hours, most, verdict
):
    assert load.verdict_of(Carried(open, late, soon, planned, hours, most)) is verdict
