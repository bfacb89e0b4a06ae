"""What the front door says itself: one sentence, as a page or a problem document, in the reader's words."""

import html
import json

from django.utils import translation
from django.utils.translation import gettext_noop

from linli.connect.gateway.front.asgi_types import Scope, Send

RESTARTING = gettext_noop("Linli is restarting. This page loads again by itself in a moment.")
TOO_LARGE = gettext_noop("This upload is larger than 20 MB, which is the most Linli accepts.")
TOO_SLOW = gettext_noop("Linli took too long to answer. Please try again.")

_PAGE = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">{refresh}<title>Linli</title>'
    "<main><p>{sentence}</p></main></html>"
)


async def say(scope: Scope, send: Send, *, status: int, sentence: str) -> None:
    """Answer with one sentence. A page that failed because of a restart reloads itself."""
    headers = dict(scope["headers"])
    language = "zh-hans" if headers.get(b"accept-language", b"").lower().startswith(b"zh") else "en"
    with translation.override(language):
        words = translation.gettext(sentence)
    if b"text/html" in headers.get(b"accept", b""):
        refresh = (
            '<meta http-equiv="refresh" content="2">' if status == 502 and scope["method"] == "GET" else ""
        )
        text = _PAGE.format(language=language, refresh=refresh, sentence=html.escape(words))
        await respond(send, status=status, body=text.encode(), content_type=b"text/html; charset=utf-8")
        return
    problem = json.dumps({"status": status, "title": words}, ensure_ascii=False).encode()
    await respond(send, status=status, body=problem, content_type=b"application/problem+json")


async def respond(send: Send, *, status: int, body: bytes, content_type: bytes) -> None:
    """Send a whole answer that nobody may keep."""
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
