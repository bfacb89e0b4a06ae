"""Pieces of forms that several pages share: ids of ticked rows, and a choice of communities."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from linli.kernel.orgs.models import Seat
from linli.people.communities import queries as communities

Choices = Sequence[tuple[str, str]]


def read_ids(raw: Iterable[str]) -> list[int]:
    """The ids among what a form sent; anything else is left out."""
    return [int(one) for one in raw if one.isascii() and one.isdigit() and len(one) < 19]


def read_id(raw: str | None) -> int | None:
    """One id, or None."""
    return next(iter(read_ids([raw or ""])), None)


def community_choices(seat: Seat, *, everywhere: bool = True) -> Choices:
    """The communities a seat reaches by name; first, where wanted, all of them together."""
    named = [(str(one.id), one.name) for one in communities.community_lines(reach=seat.reach)]
    return [("", gettext("All communities")), *named] if everywhere else named


def chosen_community(seat: Seat, raw: str | None) -> int | None:
    """The community a filter names; NoSuchCommunity when the seat does not reach it."""
    wanted = read_id(raw)
    return None if wanted is None else communities.access_community(seat, wanted).id
