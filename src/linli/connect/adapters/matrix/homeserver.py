"""The homeserver as one channel's account reaches it: plain requests, and what every kind of failure means.

    Trouble                 the request has no result; `outcome` says what the outbox may conclude
      outcome NotSent       it never left: no connection
      outcome NoAnswer      it left and may have been carried out: time-out, broken connection, any 5xx
      outcome RateLimited   429
      outcome Refused       any other answer but 2xx, with the homeserver's own words

A 5xx counts as "no answer" because a proxy before the homeserver gives up earlier than the homeserver does.
Sending again is safe: every send carries the order's key as its transaction id.
"""

import email.utils
import ssl
import time
from functools import cache
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from linli.connect.adapters.matrix.account import Matrix
from linli.connect.gateway.contract import NoAnswer, NotSent, Outcome, RateLimited, Refused

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
USUAL_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 3600.0
_NEEDS_LOGIN = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"})

Answer = dict[str, Any]


class Trouble(Exception):
    """A request without a result."""

    def __init__(self, outcome: Outcome, *, status: int = 0, code: str = "") -> None:
        super().__init__(getattr(outcome, "reason", "") or "the homeserver asks to wait")
        self.outcome = outcome
        self.status = status
        self.code = code


class Homeserver:
    """Requests as our own account; a context manager that keeps its connections while it is open."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self._http = httpx.Client(
            base_url=matrix.homeserver.rstrip("/"),
            headers={"Authorization": f"Bearer {matrix.as_token}"},
            timeout=TIMEOUT,
            verify=_certificates(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Answer | None = None,
        query: dict[str, str | int] | None = None,
        as_user: str = "",
    ) -> Answer:
        """The homeserver's answer, or Trouble. `as_user` is one of our accounts."""
        params = {**(query or {}), **({"user_id": as_user} if as_user else {})}
        try:
            answer = self._http.request(method, path, json=body, params=params)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Trouble(Refused(f"the homeserver's address cannot be used: {error}")) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Trouble(NotSent(f"no connection to the homeserver: {_said(error)}")) from None
        except httpx.HTTPError as error:
            raise Trouble(NoAnswer(f"no answer from the homeserver: {_said(error)}")) from None
        return _result(answer)

    def whoami(self) -> str:
        """The account behind our token."""
        return str(self.ask("GET", "/_matrix/client/v3/account/whoami").get("user_id", ""))

    def send(self, room: str, kind: str, key: str, content: Answer, *, as_user: str = "") -> str:
        """Send an event; the same key again is the same event. Returns its id."""
        path = f"{room_path(room)}/send/{quoted(kind)}/{quoted(key)}"
        return str(self.ask("PUT", path, body=content, as_user=as_user).get("event_id", ""))

    def redact(self, room: str, event: str, key: str, *, reason: str) -> str:
        """Take an event's content away; returns the id of the redaction."""
        path = f"{room_path(room)}/redact/{quoted(event)}/{quoted(key)}"
        return str(self.ask("PUT", path, body={"reason": reason} if reason else {}).get("event_id", ""))

    def state(self, room: str, kind: str, key: str = "") -> Answer:
        """A piece of a room's state; empty where the room has none."""
        try:
            return self.ask("GET", f"{room_path(room)}/state/{quoted(kind)}/{quoted(key)}")
        except Trouble as trouble:
            if trouble.status == 404 and trouble.code == "M_NOT_FOUND":
                return {}
            raise

    def set_state(self, room: str, kind: str, content: Answer) -> str:
        """Replace a piece of a room's state; returns the event's id."""
        path = f"{room_path(room)}/state/{quoted(kind)}/"
        return str(self.ask("PUT", path, body=content).get("event_id", ""))

    def act(self, room: str, what: str, *, as_user: str = "", **body: str) -> None:
        """join, invite, kick, ban, unban."""
        given = {name: value for name, value in body.items() if value}
        self.ask("POST", f"{room_path(room)}/{what}", body=given, as_user=as_user)


def room_path(room: str) -> str:
    """The path of a room's requests."""
    return f"/_matrix/client/v3/rooms/{quoted(room)}"


def quoted(text: str) -> str:
    """An id as one piece of a path."""
    return quote(text, safe="")


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we trust; reading it takes longer than most requests, so it is read once."""
    return httpx.create_ssl_context()


def _said(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__


def _result(answer: httpx.Response) -> Answer:
    document = _document(answer)
    if answer.is_success:
        if document is None:
            raise Trouble(NoAnswer("what answered is not a homeserver: it does not speak JSON"))
        return document
    code, words = str((document or {}).get("errcode", "")), str((document or {}).get("error", ""))
    said = f"{code}: {words}" if words else code or f"status {answer.status_code}"
    raise Trouble(_outcome(answer, document or {}, code, said), status=answer.status_code, code=code)


def _outcome(answer: httpx.Response, document: Answer, code: str, said: str) -> Outcome:
    if answer.status_code == 429:
        return RateLimited(_pause_seconds(answer, document))
    if answer.status_code >= 500:
        return NoAnswer(said)
    return Refused(said, needs_login=answer.status_code == 401 and (code in _NEEDS_LOGIN or not code))


def _document(answer: httpx.Response) -> Answer | None:
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _pause_seconds(answer: httpx.Response, document: Answer) -> float:
    """What the homeserver asks for, in its newer header or its older field; never absurdly long."""
    header = answer.headers.get("retry-after", "")
    if header.isdigit():
        seconds = float(header)
    elif moment := email.utils.parsedate_tz(header):
        seconds = email.utils.mktime_tz(moment) - time.time()
    elif isinstance(document.get("retry_after_ms"), int | float):
        seconds = document["retry_after_ms"] / 1000
    else:
        seconds = USUAL_PAUSE_SECONDS
    return min(max(seconds, 0.1), LONGEST_PAUSE_SECONDS)
