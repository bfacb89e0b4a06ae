"""How the words of an item read when sent: options numbered, comparisons by line, the credit below."""

from collections.abc import Sequence


def compose(
    *,
    body: str,
    options: Sequence[str] = (),
    rows: Sequence[tuple[str, str, str, str]] = (),
    pieces: Sequence[tuple[str, str]] = (),
    credit: str = "",
) -> str:
    """The whole text.

    options  of a poll; `rows` of a comparison: indicator, ours, theirs, evidence
    pieces   of a digest: the words of each, and whose they are
    """
    blocks = [body.strip()]
    blocks += ["\n".join(f"{number}. {option}" for number, option in enumerate(options, start=1))]
    blocks += ["\n".join(_row(*row) for row in rows)]
    blocks += [_piece(words, whose) for words, whose in pieces]
    blocks += [f"— {credit}" if credit else ""]
    return "\n\n".join(block for block in blocks if block)


def _row(indicator: str, ours: str, theirs: str, evidence: str) -> str:
    return f"· {indicator}: {ours} / {theirs} ({evidence})"


def _piece(words: str, whose: str) -> str:
    return f"{words.strip()}\n— {whose}" if whose else words.strip()
