"""What we say, as Matrix event contents. Pure."""

from collections.abc import Iterator
from typing import Any

from linli.connect.adapters.matrix import texts
from linli.connect.gateway.orders import SendMessage
from linli.facts.inbound import Part

ORDER = "linli.order"
"""The field by which one of our messages is found again; homeservers keep unknown fields."""

_FILES = {"image": "m.image", "audio": "m.audio", "video": "m.video", "file": "m.file"}
_UPLOADED = "mxc://"

Content = dict[str, Any]


def contents_of(payload: SendMessage, *, key: str) -> list[Content]:
    """The events that make up a message: its text, then a file each. At least one; the first one answers
    `reply_to`.
    """
    files = [part for part in payload.parts if _is_uploaded(part)]
    text = _whole_text(payload)
    made = [_text_content(payload, text)] if text or not files else []
    made += [_file_content(part) for part in files]
    if payload.reply_to:
        made[0]["m.relates_to"] = {"m.in_reply_to": {"event_id": payload.reply_to}}
    for content in made:
        content[ORDER] = key
    return made


def reaction(message: str, emoji: str, *, key: str) -> Content:
    """An emoji on a message."""
    return {
        "m.relates_to": {"rel_type": "m.annotation", "event_id": message, "key": emoji},
        ORDER: key,
    }


def _is_uploaded(part: Part) -> bool:
    return part.kind in _FILES and part.ref.startswith(_UPLOADED)


def _whole_text(payload: SendMessage) -> str:
    """The text, followed by the addresses of things that are not on the homeserver."""
    lines = [payload.text] if payload.text else []
    for part in payload.parts:
        is_address = part.kind not in ("mention", "mention_all") and not _is_uploaded(part)
        if is_address and part.ref and part.ref not in payload.text:
            label = part.text if part.text not in payload.text else ""
            lines.append(f"{label} {part.ref}".strip())
    if payload.mention_all and "@room" not in payload.text:
        lines.insert(0, "@room")
    return "\n".join(lines)


def _text_content(payload: SendMessage, text: str) -> Content:
    content: Content = {"msgtype": "m.text", "body": text, "m.mentions": _mentions(payload)}
    if formatted := texts.with_pills(text, _labels(payload, text)):
        content |= {"format": "org.matrix.custom.html", "formatted_body": formatted}
    return content


def _mentions(payload: SendMessage) -> Content:
    people = list(payload.mentions)
    people += [part.ref for part in payload.parts if part.kind == "mention" and part.ref]
    found: Content = {"user_ids": list(dict.fromkeys(people))} if people else {}
    return found | ({"room": True} if payload.mention_all else {})


def _labels(payload: SendMessage, text: str) -> Iterator[tuple[str, str]]:
    for part in payload.parts:
        if part.kind == "mention" and part.ref:
            yield part.text, part.ref
    for person in payload.mentions:
        yield person, person
    if len(payload.mentions) == 1 and text.startswith("@"):
        yield text.split(maxsplit=1)[0], payload.mentions[0]


def _file_content(part: Part) -> Content:
    return {"msgtype": _FILES[part.kind], "body": part.text or part.kind, "url": part.ref}
