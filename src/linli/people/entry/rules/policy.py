"""A community's entry policy as a document, and what is wrong with one."""

from collections.abc import Sequence
from typing import Literal

import msgspec

Mode = Literal["open", "application", "invitation"]
Kind = Literal["attribute", "task", "share", "supply", "test", "invitation", "agreement", "fee"]
MODES: tuple[Mode, ...] = ("open", "application", "invitation")
KINDS: tuple[Kind, ...] = (
    "attribute",
    "task",
    "share",
    "supply",
    "test",
    "invitation",
    "agreement",
    "fee",
)
FEWEST_SHARED = 3
MOST_CRITERIA = 30
MOST_QUESTIONS = 20
MOST_CHOICES = 8
MOST_WANTED = 40
LONGEST_TITLE = 120
LONGEST_PROMPT = 500
HIGHEST_WEIGHT = 100
HIGHEST_FEE_CENTS = 10_000_000


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question of a test; `right` is the place of the right choice, counted from 0."""

    text: str
    choices: tuple[str, ...]
    right: int


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One thing that counts for coming in.

    id            unique in the policy ("city", "task-1")
    weight        how much it adds to the score, beside the other weights; 0: it is only looked at
    is_required   without it the application is marked as missing something; people decide all the same
    field, wanted for an attribute: a field of the profile and the values that count (none: any answer does)
    needs_link    for a task: the proof is a link, not only words
    questions, pass_percent  for a test
    amount_cents, is_deposit for a fee; in 分
    """

    id: str
    kind: Kind
    title: str
    weight: int = 10
    is_required: bool = False
    field: str = ""
    wanted: tuple[str, ...] = ()
    prompt: str = ""
    needs_link: bool = False
    questions: tuple[Question, ...] = ()
    pass_percent: int = 60
    amount_cents: int = 0
    is_deposit: bool = False


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How people come into a community.

    audience           who it is for, in a sentence or two
    group              the group one is let into; 0: the first one that takes people in
    way_in             what an accepted applicant is told where no program can let them in
    is_exempt          a community that only gathers traffic: it needs no shared attributes
    auto_accept_from   scores from here on are accepted without a person; None: a person decides
    answer_hours       within how many hours an applicant should hear
    offer_hours        how long a place that came free is kept
    """

    mode: Mode = "application"
    audience: str = ""
    group: int = 0
    way_in: str = ""
    is_exempt: bool = False
    auto_accept_from: int | None = None
    answer_hours: int = 48
    offer_hours: int = 48
    criteria: tuple[Criterion, ...] = ()

    def criterion(self, id: str) -> Criterion | None:
        """The criterion of this id."""
        return next((one for one in self.criteria if one.id == id), None)

    @property
    def fee(self) -> Criterion | None:
        """The fee or deposit, where there is one."""
        return next((one for one in self.criteria if one.kind == "fee"), None)


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a policy: a code, with the title and the number a sentence needs."""

    code: str
    title: str = ""
    number: int = 0


def read(document: object) -> Policy:
    """The policy of a stored document."""
    return msgspec.convert(document, Policy)


def written(policy: Policy) -> dict[str, object]:
    """A policy as it is stored."""
    made: dict[str, object] = msgspec.to_builtins(policy)
    return made


def problems_of(policy: Policy) -> list[Problem]:
    """What keeps a policy from being published; none: it can be."""
    found = [*_of_settings(policy)]
    for one in policy.criteria:
        found += problems_of_criterion(one)
    ids = [one.id for one in policy.criteria]
    if len(set(ids)) < len(ids):
        found.append(Problem("same_id"))
    if sum(one.kind == "fee" for one in policy.criteria) > 1:
        found.append(Problem("two_fees"))
    shared = shared_attributes(policy.criteria)
    if not policy.is_exempt and policy.mode != "open" and shared < FEWEST_SHARED:
        found.append(Problem("few_attributes", number=shared))
    return found


def shared_attributes(criteria: Sequence[Criterion]) -> int:
    """How many different attributes the members of a community share by its policy."""
    return len({one.field for one in criteria if one.kind == "attribute"})


def problems_of_criterion(one: Criterion) -> list[Problem]:
    """What is wrong with a criterion by itself."""
    found = []
    if not one.title.strip() or len(one.title) > LONGEST_TITLE:
        found.append(Problem("bad_title", number=LONGEST_TITLE))
    if not 0 <= one.weight <= HIGHEST_WEIGHT:
        found.append(Problem("bad_weight", one.title, HIGHEST_WEIGHT))
    if len(one.prompt) > LONGEST_PROMPT:
        found.append(Problem("long_prompt", one.title, LONGEST_PROMPT))
    if one.kind == "attribute" and not one.field:
        found.append(Problem("no_field", one.title))
    if len(one.wanted) > MOST_WANTED:
        found.append(Problem("many_wanted", one.title, MOST_WANTED))
    if one.kind == "fee" and not 0 < one.amount_cents <= HIGHEST_FEE_CENTS:
        found.append(Problem("bad_fee", one.title, HIGHEST_FEE_CENTS // 100))
    return [*found, *(_of_test(one) if one.kind == "test" else ())]


def _of_settings(policy: Policy) -> list[Problem]:
    found = []
    if len(policy.criteria) > MOST_CRITERIA:
        found.append(Problem("many_criteria", number=MOST_CRITERIA))
    if policy.auto_accept_from is not None and not 1 <= policy.auto_accept_from <= 100:
        found.append(Problem("bad_auto"))
    if not 1 <= policy.answer_hours <= 24 * 60:
        found.append(Problem("bad_answer_hours", number=24 * 60))
    if not 1 <= policy.offer_hours <= 24 * 30:
        found.append(Problem("bad_offer_hours", number=24 * 30))
    if len(policy.audience) > LONGEST_PROMPT or len(policy.way_in) > LONGEST_PROMPT:
        found.append(Problem("long_words", number=LONGEST_PROMPT))
    return found


def _of_test(one: Criterion) -> list[Problem]:
    if not one.questions or len(one.questions) > MOST_QUESTIONS:
        return [Problem("no_questions", one.title, MOST_QUESTIONS)]
    found = []
    if not 1 <= one.pass_percent <= 100:
        found.append(Problem("bad_pass", one.title))
    for place, question in enumerate(one.questions, 1):
        if not question.text.strip() or not 2 <= len(question.choices) <= MOST_CHOICES:
            found.append(Problem("bad_question", one.title, place))
        elif not 0 <= question.right < len(question.choices):
            found.append(Problem("no_right_choice", one.title, place))
    return found
