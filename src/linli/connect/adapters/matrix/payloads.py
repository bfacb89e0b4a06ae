"""From a Matrix event to an inbound record. Pure, and wary: users write everything in `content`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from linli.connect.adapters.matrix import texts
from linli.connect.adapters.matrix.account import Matrix
from linli.connect.gateway.intake.rules import MAX_ID, MAX_PARTS, MAX_TEXT
from linli.facts.inbound import Inbound, InboundKind, Part, PartKind

Event = Mapping[str, Any]

ENCRYPTED = "encrypted"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FILES: dict[str, PartKind] = {"m.image": "image", "m.audio": "audio", "m.video": "video", "m.file": "file"}


def records(events: Sequence[object], *, matrix: Matrix, at: datetime) -> list[Inbound]:
    """What the events of a transaction tell us, in their order; what tells nothing is left out."""
    found = (record_of(event, matrix=matrix, at=at) for event in events if isinstance(event, Mapping))
    return [record for record in found if record is not None]


def record_of(event: Event, *, matrix: Matrix, at: datetime) -> Inbound | None:
    """One event as a record; None when it is of no interest or lacks what every event has."""
    read = _READERS.get(_text(event.get("type")))
    if read is None or not all(_text(event.get(name)) for name in ("event_id", "room_id", "sender")):
        return None
    return read(_Reading(event, matrix, at))


def invitations(events: Sequence[object], *, matrix: Matrix) -> list[str]:
    """The rooms our own account was asked into by somebody whose invitations it follows."""
    found: dict[str, None] = {}
    for event in events:
        if not isinstance(event, Mapping) or event.get("type") != "m.room.member":
            continue
        if event.get("state_key") != matrix.bot or _dict(event.get("content")).get("membership") != "invite":
            continue
        inviter = _text(event.get("sender"))
        is_neighbour = inviter.partition(":")[2] == matrix.server_name
        if (is_neighbour or matrix.invited_by == "anyone") and (room := _text(event.get("room_id"))):
            found[room] = None
    return list(found)


class _Reading:
    """One event while it is read."""

    def __init__(self, event: Event, matrix: Matrix, at: datetime) -> None:
        self.event = event
        self.matrix = matrix
        self.content = _dict(event.get("content"))
        self.sender = _text(event["sender"])
        self._at = at

    def record(self, kind: InboundKind, **given: Any) -> Inbound:
        usual: dict[str, Any] = {
            "external_id": _text(self.event["event_id"]),
            "occurred_at": _moment(self.event.get("origin_server_ts"), self._at),
            "group": _text(self.event["room_id"]),
            "sender": self.sender,
            "is_bot": self.matrix.is_ours(self.sender),
        }
        return Inbound(kind=kind, **{**usual, **given})


def _message(reading: _Reading) -> Inbound | None:
    relation = _dict(reading.content.get("m.relates_to"))
    if relation.get("rel_type") == "m.replace":
        return _edit(reading, relation)
    if not reading.content.get("msgtype"):
        return None
    reply_to = _text(_dict(relation.get("m.in_reply_to")).get("event_id"))
    is_thread = relation.get("rel_type") == "m.thread"
    if is_thread and relation.get("is_falling_back") is True:
        reply_to = ""
    return reading.record(
        "message",
        **_said(reading.content, is_reply=bool(reply_to)),
        reply_to=reply_to[:MAX_ID],
        thread=_text(relation.get("event_id"))[:MAX_ID] if is_thread else "",
        is_bot=_is_bot(reading),
    )


def _edit(reading: _Reading, relation: Event) -> Inbound | None:
    target = _text(relation.get("event_id"))
    new = _dict(reading.content.get("m.new_content"))
    if not target or not new:
        return None
    return reading.record("edit", target=target, **_said(new, is_reply=False), is_bot=_is_bot(reading))


def _sticker(reading: _Reading) -> Inbound | None:
    part = Part("emoji", _text(reading.content.get("body")), _text(reading.content.get("url")))
    return reading.record("message", parts=(part,))


def _encrypted(reading: _Reading) -> Inbound | None:
    """Somebody spoke where nobody but the members can read; that they spoke still counts."""
    return reading.record("message", parts=(Part("card", ENCRYPTED),))


def _reaction(reading: _Reading) -> Inbound | None:
    relation = _dict(reading.content.get("m.relates_to"))
    target, emoji = _text(relation.get("event_id")), _text(relation.get("key"))
    if relation.get("rel_type") != "m.annotation" or not target or not emoji:
        return None
    return reading.record("reaction", target=target, emoji=emoji[:80])


def _redaction(reading: _Reading) -> Inbound | None:
    """Rooms of version 11 and later name the target in the content, older ones beside it."""
    target = _text(reading.content.get("redacts")) or _text(reading.event.get("redacts"))
    return reading.record("redaction", target=target) if target else None


def _member(reading: _Reading) -> Inbound | None:
    who = _text(reading.event.get("state_key"))
    if not who:
        return None
    now = _text(reading.content.get("membership"))
    before = _dict(
        _dict(reading.event.get("unsigned")).get("prev_content") or reading.event.get("prev_content")
    )
    was = _text(before.get("membership"))
    if now == "join":
        return _came(reading, who, is_new=was != "join", old_name=_text(before.get("displayname")))
    if now == "knock":
        return reading.record("knock", sender=who, sender_name=_text(reading.content.get("displayname")))
    if now == "ban":
        return reading.record("ban", target=who, text=_reason(reading))
    if now == "leave" and was in ("join", ""):
        if who == reading.sender:
            return reading.record("leave")
        return reading.record("kick", target=who, text=_reason(reading))
    return None


def _came(reading: _Reading, who: str, *, is_new: bool, old_name: str) -> Inbound | None:
    name = _text(reading.content.get("displayname"))
    if not is_new and name == old_name:
        return None
    return reading.record(
        "join" if is_new else "rename",
        sender=who,
        sender_name=name,
        is_bot=reading.matrix.is_ours(who),
    )


def _reason(reading: _Reading) -> str:
    return _text(reading.content.get("reason"))[:MAX_TEXT]


def _name(reading: _Reading) -> Inbound | None:
    name = _text(reading.content.get("name"))
    return reading.record("group_renamed", group_name=name, text=name[:MAX_TEXT]) if name else None


_READERS: dict[str, Callable[[_Reading], Inbound | None]] = {
    "m.room.message": _message,
    "m.sticker": _sticker,
    "m.room.encrypted": _encrypted,
    "m.reaction": _reaction,
    "m.room.redaction": _redaction,
    "m.room.member": _member,
    "m.room.name": _name,
}


def _said(content: Event, *, is_reply: bool) -> dict[str, Any]:
    """Text and parts of a message or of its new version."""
    body = _text(content.get("body"))
    parts: list[Part] = []
    if kind := _FILES.get(_text(content.get("msgtype"))):
        name = _text(content.get("filename"))
        address = _text(content.get("url")) or _text(_dict(content.get("file")).get("url"))
        parts.append(Part(kind, name or body, address))
        body = body if name and name != body else ""
    text = texts.without_fallback(body) if is_reply else body
    parts += texts.parts_in(_text(content.get("formatted_body")), is_reply=is_reply)
    parts += _mentions(_dict(content.get("m.mentions")), parts)
    return {"text": text[:MAX_TEXT], "parts": tuple(parts[:MAX_PARTS])}


def _mentions(mentions: Event, known: Sequence[Part]) -> list[Part]:
    listed = mentions.get("user_ids")
    people = [_text(one) for one in listed] if isinstance(listed, list) else []
    seen = {part.ref for part in known if part.kind == "mention"}
    found = [Part("mention", "", who) for who in dict.fromkeys(people) if who and who not in seen]
    return [*found, Part("mention_all")] if mentions.get("room") is True else found


def _is_bot(reading: _Reading) -> bool:
    """Notices are what programs say: the specification has them so that programs do not answer each other."""
    return reading.matrix.is_ours(reading.sender) or reading.content.get("msgtype") == "m.notice"


def _moment(stamp: object, at: datetime) -> datetime:
    """When it happened, by its author's homeserver; a clock that runs ahead of ours is not believed."""
    if not isinstance(stamp, int | float) or not 0 <= stamp <= at.timestamp() * 1000:
        return at
    return _EPOCH + timedelta(milliseconds=stamp)


def _text(value: object) -> str:
    """A string that can be stored, whatever came in its place."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _dict(value: object) -> Event:
    return value if isinstance(value, Mapping) else {}
