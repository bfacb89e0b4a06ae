"""How far an application meets a policy, and what each criterion adds."""

from collections.abc import Mapping, Sequence

import msgspec

from linli.people.entry.rules.policy import Criterion, Policy


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an applicant gave for one criterion: words, a link, the places of chosen answers."""

    text: str = ""
    link: str = ""
    choices: tuple[int, ...] = ()


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about an application when it is scored.

    answers    what was given, by the id of the criterion
    profile    what the profile says, by field: one value, or several
    is_invited a member invited them
    has_agreed they agreed to the present rules
    has_paid   their fee is paid
    """

    answers: Mapping[str, Given] = {}
    profile: Mapping[str, Sequence[str]] = {}
    is_invited: bool = False
    has_agreed: bool = False
    has_paid: bool = False


class Part(msgspec.Struct, frozen=True):
    """What one criterion adds: `earned` of `weight` points of the whole; is it met; is it missed though
    required.
    """

    id: str
    earned: int
    weight: int
    is_met: bool
    is_missing: bool = False


class Score(msgspec.Struct, frozen=True):
    """0 to 100, with its parts. Weights count beside each other: 100 is everything met."""

    total: int
    parts: tuple[Part, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of what is required and not met."""
        return tuple(part.id for part in self.parts if part.is_missing)


def score(policy: Policy, known: Known) -> Score:
    """The score of an application under a policy; without any weight it is 100 or, with something required
    missing, 0.
    """
    shares = [_share(one, known) for one in policy.criteria]
    parts = tuple(
        Part(
            id=one.id,
            earned=round(one.weight * share / 100),
            weight=one.weight,
            is_met=share == 100,
            is_missing=one.is_required and share < 100,
        )
        for one, share in zip(policy.criteria, shares, strict=True)
    )
    whole = sum(one.weight for one in policy.criteria)
    if not whole:
        return Score(0 if any(part.is_missing for part in parts) else 100, parts)
    earned = sum(one.weight * share for one, share in zip(policy.criteria, shares, strict=True))
    return Score((earned + whole // 2) // whole, parts)


def percent_right(criterion: Criterion, choices: Sequence[int]) -> int:
    """How much of a test was answered rightly, in whole percent."""
    right = sum(
        chosen == question.right for question, chosen in zip(criterion.questions, choices, strict=False)
    )
    return 100 * right // len(criterion.questions) if criterion.questions else 0


def _share(one: Criterion, known: Known) -> int:
    """How far a criterion is met, in percent; a test that is passed counts by its right answers."""
    given = known.answers.get(one.id, Given())
    match one.kind:
        case "attribute":
            return 100 if _fits(one, known.profile.get(one.field, ())) else 0
        case "task":
            return 100 if (given.link if one.needs_link else given.text or given.link) else 0
        case "share" | "supply":
            return 100 if given.text else 0
        case "test":
            right = percent_right(one, given.choices)
            return right if right >= one.pass_percent else 0
        case "invitation":
            return 100 if known.is_invited else 0
        case "agreement":
            return 100 if known.has_agreed else 0
        case "fee":
            return 100 if known.has_paid else 0


def _fits(one: Criterion, values: Sequence[str]) -> bool:
    folded = {value.strip().casefold() for value in values if value.strip()}
    if not one.wanted:
        return bool(folded)
    return not folded.isdisjoint(wanted.strip().casefold() for wanted in one.wanted)
