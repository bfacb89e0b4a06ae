"""The text of Matrix messages: reply fallbacks, what hides behind links, and our own words as HTML."""

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import quote, unquote

from linli.facts.inbound import Part

MATRIX_TO = "https://matrix.to/#/"


def without_fallback(body: str) -> str:
    """The body of a reply without the quotation that old clients put before it."""
    lines = body.split("\n")
    quoted = 0
    while quoted < len(lines) and (lines[quoted].startswith("> ") or lines[quoted] == ">"):
        quoted += 1
    if quoted and quoted < len(lines) and not lines[quoted]:
        quoted += 1
    return "\n".join(lines[quoted:])


def parts_in(formatted: str, *, is_reply: bool) -> list[Part]:
    """Links and mentions in a formatted body; a link's address is there even when its label hides it."""
    if "<a" not in formatted:
        return []
    reader = _Links(skips_quotation=is_reply)
    reader.feed(formatted)
    reader.close()
    return reader.parts


class _Links(HTMLParser):
    """Collects what `<a href>` points at."""

    def __init__(self, *, skips_quotation: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self._skips = skips_quotation
        self._is_quoting = False
        self._href = ""
        self._label: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "mx-reply":
            self._is_quoting = self._skips
        elif tag == "a":
            self._finish()
            self._href = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self._label.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "mx-reply":
            self._is_quoting = False
        elif tag == "a":
            self._finish()

    def close(self) -> None:
        super().close()
        self._finish()

    def _finish(self) -> None:
        href, label = self._href, "".join(self._label)
        self._href, self._label = "", []
        if not href or self._is_quoting:
            return
        person = unquote(href.removeprefix(MATRIX_TO)) if href.startswith(MATRIX_TO) else ""
        if person.startswith("@"):
            self.parts.append(Part("mention", label, person.partition("?")[0]))
        else:
            self.parts.append(Part("link", label, href))


def with_pills(text: str, people: Iterable[tuple[str, str]]) -> str:
    """Our text as HTML, where each label that names a person becomes a link to them.

    `people` is (label as it stands in the text, the person's id).
    """
    ids = {label: who for label, who in people if label and label in text}
    if not ids:
        return ""
    longest_first = sorted(map(re.escape, ids), key=len, reverse=True)
    pieces = re.split(f"({'|'.join(longest_first)})", text)
    return "".join(
        f'<a href="{MATRIX_TO}{quote(ids[piece], safe="@:")}">{html.escape(piece)}</a>'
        if piece in ids
        else html.escape(piece).replace("\n", "<br>")
        for piece in pieces
    )
