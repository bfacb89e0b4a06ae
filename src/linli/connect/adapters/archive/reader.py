"""The door of this room: open a chat-history file, whatever it is, and read it as a stream of records."""

from pathlib import Path, PurePosixPath

from linli.connect.adapters.archive import (
    clock,
    discord,
    neutral,
    qq,
    refusals,
    slack,
    telegram,
    wechatmsg,
    whatsapp,
    zulip,
)
from linli.connect.adapters.archive.contract import (
    AmbiguousFormat,
    Archive,
    Format,
    NeedsDateOrder,
    NeedsZone,
    NotUnderstood,
    Options,
    Record,
    UnknownFormat,
)
from linli.connect.adapters.archive.source import BadArchive, Bundle, Source, inner, look

__all__ = [
    "FORMATS", "AmbiguousFormat", "Archive", "BadArchive", "Format", "NeedsDateOrder", "NeedsZone",
    "NotUnderstood", "Record", "UnknownFormat", "open_archive",
]  # fmt: skip

FORMATS: dict[str, Format] = {
    one.FORMAT.name: one.FORMAT for one in (neutral, zulip, telegram, discord, whatsapp, qq, wechatmsg, slack)
}
SURE = 0.5
MANY_FILES = 500
_IN_BUNDLES = frozenset({"zulip", "slack"})


def open_archive(
    path: Path, *, zone: str | None = None, format: str | None = None, date_order: str | None = None
) -> Archive:
    """Open a file, folder, zip or tar and find out what it is; nothing but its head is read yet.

    zone        IANA name of the zone of clock times that carry none
    format      a key of FORMATS, for a file whose format cannot be told or is told wrongly
    date_order  `dmy` or `mdy`, for a WhatsApp file whose dates could be either

    Raises UnknownFormat, AmbiguousFormat, NeedsZone, NeedsDateOrder or BadArchive; each says how to mend it.
    """
    if format is not None and format not in FORMATS:
        raise UnknownFormat(f"“{format}” is not a format we read; choose one of {', '.join(FORMATS)}.")
    if date_order not in {None, "dmy", "mdy"}:
        raise NeedsDateOrder(f"“{date_order}” is not a date order; choose dmy or mdy.")
    options = Options(zone=clock.named_zone(zone), date_order=date_order)
    source, chosen = _recognise(look(path), format)
    return chosen.open(source, options)


def _recognise(source: Source, name: str | None) -> tuple[Source, Format]:
    if sentence := refusals.refusal(source.head, source.name):
        raise BadArchive(sentence)
    if name in _IN_BUNDLES:
        return source, FORMATS[name]
    if source.bundle is None:
        return source, FORMATS[name] if name else _best(source)
    scores = {one: FORMATS[one].sniff(source.head, source.name) for one in _IN_BUNDLES}
    best = max(scores, key=lambda one: scores[one])
    if name is None and scores[best] >= SURE:
        return source, FORMATS[best]
    return _only_file(source, source.bundle, name)


def _only_file(source: Source, bundle: Bundle, name: str | None) -> tuple[Source, Format]:
    """The one chat file of a zip or folder; media and notes beside it are passed over."""
    names = [one for one in bundle.names if not PurePosixPath(one).name.startswith(("._", "."))]
    if len(names) > MANY_FILES:
        raise UnknownFormat(
            f"{source.name} holds {len(names)} files and is no export we know; name one file of it."
        )
    found: list[tuple[Source, Format]] = []
    for one in names:
        candidate = inner(source, bundle, one)
        fits = [FORMATS[name]] if name else list(FORMATS.values())
        if candidate.head and any(fit.sniff(candidate.head, candidate.name) >= SURE for fit in fits):
            found.append((candidate, FORMATS[name] if name else _best(candidate)))
    if len(found) > 1:
        several = ", ".join(one.where for one, _ in found[:3])
        raise AmbiguousFormat(f"{source.name} holds several chat files ({several}); import them one by one.")
    if not found:
        raise UnknownFormat(f"{source.name} holds no chat history in a format we read: {_labels()}.")
    return found[0]


def _best(source: Source) -> Format:
    scores = {one: fmt.sniff(source.head, source.name) for one, fmt in FORMATS.items()}
    top = max(scores.values())
    winners = [one for one, score in scores.items() if score == top]
    if top < SURE:
        raise UnknownFormat(f"{source.name} is in no format we read: {_labels()}.")
    if len(winners) > 1:
        raise AmbiguousFormat(f"{source.name} could be {' or '.join(winners)}; say which format it is.")
    return FORMATS[winners[0]]


def _labels() -> str:
    return ", ".join(fmt.label for fmt in FORMATS.values())
