"""From rows of a room to what the chat page draws; the same bubble serves every reader and the stream."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.connect.adapters.room import rules
from linli.connect.adapters.room.models import RoomGuest, RoomMessage
from linli.faces.portal import reactions, sources
from linli.faces.ui.components.when import weekday, words

_URL = re.compile(r"https?://[^\s<>\"'（）【】「」，。；！？]+")
_SAME_BREATH = timedelta(minutes=3)
_EXCERPT = 60


@dataclass(frozen=True)
class Piece:
    """A stretch of text: plain, a mention, or a link."""

    text: str
    kind: str = "text"
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """A picture: its address, and its size in pixels where that is known."""

    url: str
    width: str = ""
    height: str = ""


@dataclass(frozen=True)
class Quote:
    """The message that is answered, in short."""

    id: str
    name: str
    text: str


@dataclass(frozen=True)
class Reaction:
    """An emoji under a message; `who` are external ids."""

    sign: reactions.Sign
    who: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many put it there."""
        return len(self.who)


@dataclass(frozen=True)
class Bubble:
    """A message or notice as drawn. `is_new_day`: a line

    with the day stands above it; `is_next`: its author goes on talking; `by` and `about` are external ids."""

    id: str
    row: int
    position: int
    at: datetime
    by: str
    name: str
    is_linli: bool
    source: str
    pieces: tuple[Piece, ...]
    images: tuple[Shown, ...]
    quote: Quote | None
    reactions: tuple[Reaction, ...]
    is_edited: bool
    recalled: str
    notice: str
    notice_kind: str
    about: str
    is_private: bool
    text: str
    date: str
    day_name: str = ""
    is_new_day: bool = False
    is_next: bool = False
    is_mine: bool = False
    viewer: str = ""


def draw(messages: Sequence[RoomMessage], *, viewer: RoomGuest) -> list[Bubble]:
    """Bubbles of a page, with day lines and breaths, as one reader sees them."""
    drawn: list[Bubble] = []
    for bubble in map(bubble_of, messages):
        before = drawn[-1] if drawn else None
        is_new_day = before is None or before.date != bubble.date
        drawn.append(
            replace(
                bubble,
                is_new_day=is_new_day,
                is_next=before is not None and not is_new_day and _goes_on(before, bubble),
                is_mine=bubble.by == viewer.external,
                viewer=viewer.external,
            )
        )
    return drawn


def bubble_of(message: RoomMessage) -> Bubble:
    """One row as drawn for nobody in particular, in the active language and zone."""
    is_notice = message.kind == "notice"
    is_linli = message.guest_id is None and not is_notice and message.recalled_by != "erased"
    local = timezone.localtime(message.at)
    return Bubble(
        id=message.external,
        row=message.id,
        position=message.position,
        at=message.at,
        by=_by(message, is_linli),
        name=pgettext("assistant", "Linli") if is_linli else name_of(message.guest),
        is_linli=is_linli,
        source=sources.words_of(message.source),
        pieces=tuple(pieces(message.text, message.parts)),
        images=tuple(
            Shown(part["ref"], part.get("width", ""), part.get("height", ""))
            for part in message.parts
            if part["kind"] == "image"
        ),
        quote=_quote(message),
        reactions=tuple(
            Reaction(reactions.sign_of(emoji), tuple(who)) for emoji, who in message.reactions.items()
        ),
        is_edited=message.edited_at is not None,
        recalled=_recalled(message),
        notice=_notice(message) if is_notice else "",
        notice_kind=message.notice,
        about=message.about.external if message.about else "",
        is_private=message.only_for_id is not None,
        text=message.text,
        date=local.date().isoformat(),
        day_name=day_name(message.at),
    )


def name_of(guest: RoomGuest | None) -> str:
    """A guest's name; words for one who asked to be forgotten."""
    return guest.name if guest and guest.name else _("Former member")


def day_name(moment: datetime) -> str:
    """Today, yesterday, or the date with its weekday."""
    local, today = timezone.localtime(moment), timezone.localdate()
    if local.date() == today:
        return pgettext("day", "Today")
    if local.date() == today - timedelta(days=1):
        return pgettext("day", "Yesterday")
    return words(local, "day") if local.year == today.year else words(local, "date")


def short_weekday(moment: datetime) -> str:
    """The weekday of a moment, in the active zone."""
    return weekday(timezone.localtime(moment))


def pieces(text: str, parts: Iterable[dict[str, str]]) -> Iterator[Piece]:
    """Text cut at links and at the names of those it mentions."""
    names = sorted({part["text"] for part in parts if part["kind"] == "mention" and part["text"]}, key=len)
    names.reverse()
    pattern = "|".join([_URL.pattern, *map(re.escape, names)])
    place = 0
    for found in re.finditer(pattern, text):
        if found.start() > place:
            yield Piece(text[place : found.start()])
        said = found.group()
        yield Piece(said, "mention") if said in names else Piece(said, "link", said)
        place = found.end()
    if place < len(text):
        yield Piece(text[place:])


def _by(message: RoomMessage, is_linli: bool) -> str:
    if is_linli:
        return rules.LINLI
    return message.guest.external if message.guest else ""


def _goes_on(before: Bubble, bubble: Bubble) -> bool:
    is_same = before.by == bubble.by and not before.notice and not bubble.notice
    return is_same and not before.recalled and bubble.at - before.at < _SAME_BREATH


def _quote(message: RoomMessage) -> Quote | None:
    answered = message.reply_to
    if answered is None:
        return None
    name = name_of(answered.guest) if answered.guest_id else pgettext("assistant", "Linli")
    if answered.recalled_at is not None:
        return Quote(answered.external, name, _("recalled message"))
    text = " ".join(answered.text.split()) or _("[picture]")
    return Quote(answered.external, name, text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else ""))


def _recalled(message: RoomMessage) -> str:
    if message.recalled_at is None:
        return ""
    if message.recalled_by == "self":
        return _("{name} took a message back").format(name=name_of(message.guest))
    if message.recalled_by == "erased":
        return _("A former member's message was removed")
    return _("Linli took back a message of {name}").format(name=name_of(message.guest))


def _notice(message: RoomMessage) -> str:
    name = name_of(message.about)
    until = timezone.localtime(message.until).strftime("%m-%d %H:%M") if message.until else ""
    sentences = {
        "joined": _("{name} joined"),
        "left": _("{name} left"),
        "kicked": _("{name} was removed from the group"),
        "banned": _("{name} was removed for good"),
        "muted": _("You are muted until {until}"),
        "unmuted": _("You may speak again"),
    }
    return sentences.get(message.notice, message.notice).format(name=name, until=until)
