"""Whose turn it is to look after a community, and what came of it. Ids, codes and numbers only."""

from linli.facts.fact import Fact


class DutyOffered(Fact, kind="duty.offered"):
    """The member of the envelope would take a turn. `source`: "offered", "chosen" or "elected"."""

    source: str


class DutyBegan(Fact, kind="duty.began"):
    """A term began; the member of the envelope is on duty."""

    term: int
    number: int


class DutyEnded(Fact, kind="duty.ended"):
    """A term is over: how many tasks it had, and how many were done."""

    term: int
    number: int
    tasks: int
    done: int


class DutyMissed(Fact, kind="duty.missed"):
    """A term is over and nothing was done in it; no member in the envelope: nobody was on duty."""

    term: int
    number: int


class DutySwapped(Fact, kind="duty.swapped"):
    """The member of the envelope takes `term`; `other` is the term they gave for it, 0 for none."""

    term: int
    other: int


class DutyReplaced(Fact, kind="duty.replaced"):
    """A term went from `before` to the member of the envelope, or to nobody.

    `reason`: "left", "declined", "paused", "erased" or "staff".
    """

    term: int
    before: int
    reason: str


class DutyGivenUp(Fact, kind="duty.given_up"):
    """The member of the envelope had a term, and has it no more."""

    term: int


class DutyHandedOver(Fact, kind="duty.handed_over"):
    """The member of the envelope wrote their note for whoever comes next."""

    term: int


class DutyRewarded(Fact, kind="duty.rewarded"):
    """The reward for a term was given. `worth_cents` is what it cost."""

    term: int
    worth_cents: int
