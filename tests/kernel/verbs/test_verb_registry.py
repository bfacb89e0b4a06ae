from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
import pytest
from django.utils import translation

from linli.kernel.verbs import reference
from linli.kernel.verbs.arguments import BadArguments, check
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import (
    Argument,
    CannotRegister,
    Registry,
    UnknownProbe,
    UnknownVerb,
)

CONTEXT = Context(org_id=1, community_id=2, at=datetime(2026, 3, 2, tzinfo=UTC), actor="staff:7", key="k")


class AwardParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points for one member.

    points: how many, 1 to 1,000.
    """

    points: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    reason: str = "gift"
    tags: list[str] = []


class Awarded(msgspec.Struct, frozen=True):
    entry_id: int


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def a_registry() -> Registry:
    registry = Registry()

    @registry.verb("growth.award_points", params=AwardParams, title="Award points", effect="money")
    def award(params: AwardParams, context: Context) -> Awarded:
        return Awarded(entry_id=params.points + context.community_id)

    @registry.probe("members.stage", subject="membership", returns=str, title="Life-cycle stage")
    def stage(subjects: Sequence[int], context: Context) -> Mapping[int, str]:
        return {subject: "active" for subject in subjects if subject > 1}

    @registry.probe(
        "group.messages_last",
        subject="group",
        returns=int,
        title="Messages in the last while",
        args=(Argument("span", timedelta, "how far back"),),
    )
    def messages_last(subjects: Sequence[int], context: Context, *, span: timedelta) -> Mapping[int, int]:
        """Only what people said; programs do not count."""
        return {subject: int(span.total_seconds()) for subject in subjects}

    return registry


def test_a_verb_runs_with_checked_arguments_and_hands_back_named_values():
    result = a_registry().run("growth.award_points", {"points": 5}, CONTEXT)

    assert result == {"entry_id": 7}


def test_a_verb_that_returns_nothing_gives_an_empty_result():
    registry = Registry()
    registry.verb("growth.noop", params=AwardParams, title="Nothing")(lambda params, context: None)

    assert registry.run("growth.noop", {"points": 1}, CONTEXT) == {}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, 'growth.award_points needs the argument "points".'),
        ({"points": "five"}, 'growth.award_points: "points" must be a whole number, not text.'),
        ({"points": 0}, 'growth.award_points: "points" must be >= 1.'),
        ({"points": 1, "tags": ["a", 3]}, 'growth.award_points: "tags[1]" must be text, not a whole number.'),
        (
            {"points": 1, "reasn": "x"},
            'growth.award_points takes no argument called "reasn". Did you mean "reason"?',
        ),
    ],
)
def test_wrong_arguments_are_refused_in_one_sentence(given, message):
    with pytest.raises(BadArguments) as refused:
        a_registry().run("growth.award_points", given, CONTEXT)

    assert str(refused.value) == message


def test_publishing_checks_names_but_leaves_deferred_values_for_the_run():
    check("growth.award_points", {"points": "$step.points"}, AwardParams, deferred={"points"})

    with pytest.raises(BadArguments):
        check("growth.award_points", {"points": "$step.points"}, AwardParams)


def test_an_unknown_verb_suggests_the_nearest_name():
    with pytest.raises(UnknownVerb) as refused:
        a_registry().get_verb("growth.award_point")

    assert str(refused.value) == (
        'There is no verb called "growth.award_point". Did you mean "growth.award_points"?'
    )


def test_an_unknown_probe_suggests_the_same_word_in_another_room():
    with pytest.raises(UnknownProbe) as refused:
        a_registry().get_probe("x.stage")

    assert str(refused.value) == 'There is no probe called "x.stage". Did you mean "members.stage"?'


def test_a_probe_answers_for_every_subject_asked():
    assert a_registry().read("members.stage", [1, 2], CONTEXT) == {1: None, 2: "active"}


def test_a_probe_takes_its_arguments_as_the_declared_type():
    values = a_registry().read("group.messages_last", [4], CONTEXT, {"span": "PT10M"})

    assert values == {4: 600}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, 'group.messages_last needs the argument "span".'),
        ({"spam": 1}, 'group.messages_last takes no argument called "spam". Did you mean "span"?'),
        ({"span": "soon"}, 'group.messages_last: "span" does not fit: invalid ISO8601 duration.'),
    ],
)
def test_wrong_probe_arguments_are_refused(given, message):
    with pytest.raises(BadArguments) as refused:
        a_registry().read("group.messages_last", [4], CONTEXT, given)

    assert str(refused.value) == message


class Loose(msgspec.Struct):
    points: int


def test_a_wrong_declaration_fails_at_start():
    registry = a_registry()

    with pytest.raises(CannotRegister, match="twice"):
        registry.verb("growth.award_points", params=AwardParams, title="Again")
    with pytest.raises(CannotRegister, match="not a name"):
        registry.verb("award", params=AwardParams, title="No room")
    with pytest.raises(CannotRegister, match="frozen"):
        registry.verb("growth.loose", params=Loose, title="Loose")
    with pytest.raises(CannotRegister, match="no effect"):
        registry.verb("growth.magic", params=AwardParams, title="Magic", effect="magic")
    with pytest.raises(CannotRegister, match="cannot give"):
        registry.probe("members.thing", subject="person", returns=dict, title="Thing")


def test_probes_are_listed_by_subject():
    names = [probe.name for probe in a_registry().probes(Subject.GROUP)]

    assert names == ["group.messages_last"]


def test_the_reference_of_verbs_shows_arguments_with_their_defaults():
    page = reference.verbs_markdown(a_registry())

    assert "## growth.award_points\n\nAward points. Effect: money.\n\nPoints for one member." in page
    assert "| `reason` | `str` | `'gift'` |" in page


def test_the_reference_of_probes_shows_arguments_and_what_is_not_for_sets():
    page = reference.probes_markdown(a_registry())

    assert (
        "## group.messages_last(span)\n\nMessages in the last while. About a group; `int`. Not for sets."
        in page
    )
    assert "| `span` | `timedelta` | how far back |" in page
    assert "Only what people said" in page
