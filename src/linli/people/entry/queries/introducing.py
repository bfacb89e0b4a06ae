"""Introduction cards: what a member lets theirs show, and how it reads."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from linli.people.communities.models import Community
from linli.people.entry.models import Introduction
from linli.people.members.queries import names
from linli.people.profiles.queries import answers, fields, wording
from linli.people.profiles.queries.fields import FieldLine


@dataclass(frozen=True)
class Offered:
    """A field a member may put on their card, with their answer, and whether they do."""

    field: FieldLine
    text: str
    is_shown: bool


@dataclass(frozen=True)
class Card:
    """A card: `text` is what is posted; "" while nothing may be shown."""

    member_id: int
    community_id: int
    name: str
    words: str
    offered: tuple[Offered, ...]
    is_allowed: bool
    posted_at: datetime | None
    text: str


def card_of(member_id: int, community: Community) -> Card:
    """The card of a member in a community, in the community's language; four queries."""
    kept = Introduction.objects.filter(member_id=member_id, community_id=community.id).first()
    chosen = set(kept.fields) if kept else set()
    name = names.names_of([member_id]).get(member_id, "")
    with translation.override(community.language):
        offered = tuple(_offered(member_id, community.id, chosen if kept else None))
        words = kept.words if kept else ""
        text = _text(name, words, offered)
    return Card(
        member_id=member_id,
        community_id=community.id,
        name=name,
        words=words,
        offered=offered,
        is_allowed=bool(kept and kept.is_allowed),
        posted_at=kept.posted_at if kept else None,
        text=text,
    )


def offered_codes(member_id: int, community_id: int) -> frozenset[str]:
    """The fields a member may put on their card."""
    return frozenset(one.field.code for one in _offered(member_id, community_id, None))


def _offered(member_id: int, community_id: int, chosen: set[str] | None) -> list[Offered]:
    """Fields other members may see, that are answered; nothing chosen yet: all of them."""
    values = answers.values_of(member_id)
    listed = [
        one for one in fields.fields_for(community_id) if one.seen_by == "member" and values.get(one.code)
    ]
    return [
        Offered(one, wording.shown(one, values[one.code]), chosen is None or one.code in chosen)
        for one in listed
        if not one.is_sensitive
    ]


def _text(name: str, words: str, offered: tuple[Offered, ...]) -> str:
    lines = [_("Meet {name}:").format(name=name)]
    lines += [f"{one.field.name}: {one.text}" for one in offered if one.is_shown]
    if words:
        lines.append(words)
    return "\n".join(lines)[:1_500]
