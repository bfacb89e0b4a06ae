"""An application as lines for people: what each criterion adds, and what was given for it."""

from dataclasses import dataclass

from linli.people.entry import wording
from linli.people.entry.queries import applications
from linli.people.entry.queries.applications import Applied
from linli.people.entry.rules import scoring
from linli.people.entry.rules.policy import Criterion, Policy
from linli.people.entry.rules.scoring import Given


@dataclass(frozen=True)
class PartLine:
    """A criterion with what it adds to the score."""

    title: str
    kind: str
    earned: int
    weight: int
    is_met: bool
    is_missing: bool


@dataclass(frozen=True)
class AnswerLine:
    """A criterion with what the applicant gave; `percent` for a test."""

    title: str
    text: str
    link: str
    percent: int | None = None


def part_lines(one: Applied, policy: Policy) -> list[PartLine]:
    """What each criterion adds, in the policy's order."""
    return [
        PartLine(
            criterion.title,
            wording.criterion_kind(criterion.kind),
            part.earned,
            part.weight,
            part.is_met,
            part.is_missing,
        )
        for part in applications.parts_of(one)
        if (criterion := policy.criterion(part.id)) is not None
    ]


def answer_lines(one: Applied, policy: Policy) -> list[AnswerLine]:
    """What was given for tasks, tests, and what one can share or supply."""
    given = applications.given_of(one)
    return [_line(each, given[each.id]) for each in policy.criteria if each.id in given]


def _line(criterion: Criterion, given: Given) -> AnswerLine:
    if criterion.kind != "test":
        return AnswerLine(criterion.title, given.text, given.link)
    said = [
        f"{question.text} — {question.choices[chosen] if 0 <= chosen < len(question.choices) else '–'}"
        for question, chosen in zip(criterion.questions, given.choices, strict=False)
    ]
    percent = scoring.percent_right(criterion, given.choices)
    return AnswerLine(criterion.title, "\n".join(said), "", percent)
