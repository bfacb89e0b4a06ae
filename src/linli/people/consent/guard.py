"""Tells the outbox whom it must not send promotions to in private."""

from collections.abc import Mapping, Sequence

from linli.people.consent import presets
from linli.people.consent.queries import choices, notices

PROMOTIONS = "promo"


def withheld(message_class: str, members: Sequence[int]) -> Mapping[int, str]:
    """Of these members those who said no to marketing (or never said yes, where one is to ask first)."""
    if message_class != PROMOTIONS:
        return {}
    answers = choices.answers(members, purpose=presets.MARKETING)
    unasked = not notices.current().asks_first
    return {one: presets.MARKETING for one in members if not answers.get(one, unasked)}
