"""The reactions on offer, as icons that look the same on every phone; any other emoji stands as it is."""

from dataclasses import dataclass

from django.utils.translation import pgettext

from linli.connect.adapters.room import rules


@dataclass(frozen=True)
class Sign:
    """How an emoji is drawn, and what a screen reader says."""

    emoji: str
    icon: str
    hue: str
    label: str


def sign_of(emoji: str) -> Sign:
    """The sign of an emoji; without an icon for one the room does not offer."""
    known = {
        "👍": Sign("👍", "thumbs-up", "green", pgettext("reaction", "like")),
        "❤️": Sign("❤️", "heart", "rose", pgettext("reaction", "love")),
        "😄": Sign("😄", "laugh", "amber", pgettext("reaction", "laugh")),
        "🎉": Sign("🎉", "party-popper", "violet", pgettext("reaction", "celebrate")),
        "🔥": Sign("🔥", "flame", "amber", pgettext("reaction", "great")),
        "🙏": Sign("🙏", "hand-heart", "sky", pgettext("reaction", "thanks")),
    }
    return known.get(emoji) or Sign(emoji, "", "grey", emoji)


def offered() -> list[Sign]:
    """Those one may choose from."""
    return [sign_of(emoji) for emoji in rules.EMOJI]
