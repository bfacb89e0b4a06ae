"""The adapter that calls other programs. It can do nothing else."""

import json
import ssl
import time
from collections.abc import Mapping, Sequence
from functools import cache

import httpx
from django.utils.translation import gettext as _

from linli.connect.adapters.webhook import reaching, signing
from linli.connect.adapters.webhook.reaching import CannotFind, MayNotCall, Target
from linli.connect.adapters.webhook.settings import NotConfigured, Webhook, webhook_of
from linli.connect.gateway.contract import (
    Account,
    CannotTell,
    Capabilities,
    Check,
    Finding,
    NoAnswer,
    NotSent,
    Outcome,
    Rate,
    RateLimited,
    Refused,
    Sent,
)
from linli.connect.gateway.orders import CallUrl, Order

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LARGEST_ANSWER = 64 * 1024
LONGEST_VALUE = 2000
SECONDS_FOR_ALL = 20.0
USUAL_PAUSE, LONGEST_PAUSE = 30.0, 3600.0
WAIT = frozenset({408, 425, 429})


class WebhookAdapter:
    """Requests with a signature and a key by which a repeated one is known; nothing is followed."""

    code = "webhook"
    label = "Other programs"
    capabilities = Capabilities(
        can_call=True, has_idempotent_send=True, account_rate=Rate(50, 1), target_rate=Rate(10, 1)
    )

    def perform(self, account: Account, orders: Sequence[Order]) -> Sequence[Outcome]:
        """Call one after the other; what does not fit into the time is left for later."""
        settings, until = webhook_of(account), time.monotonic() + SECONDS_FOR_ALL
        with httpx.Client(timeout=TIMEOUT, verify=_certificates(), trust_env=False) as http:
            return [
                _call(http, settings, order)
                if time.monotonic() < until
                else NotSent("the calls before took too long")
                for order in orders
            ]

    def reconcile(self, account: Account, order: Order) -> Finding:
        """Another program cannot be asked."""
        return CannotTell()

    def examine(self, account: Account) -> Sequence[Check]:
        """Settings, and where the hosts lead."""
        try:
            settings = webhook_of(account)
        except NotConfigured as refusal:
            return [Check("settings", False, str(refusal))]
        checks = [Check("settings", True, _("Calls are signed with this channel's key."))]
        return checks + [_check(host, settings) for host in settings.hosts if not host.startswith(".")]


def _check(host: str, settings: Webhook) -> Check:
    try:
        reaching.target_of(f"https://{host}/", settings)
    except (MayNotCall, CannotFind) as error:
        return Check(host, False, _("{host} cannot be called: {why}").format(host=host, why=error))
    return Check(host, True, _("{host} can be called.").format(host=host))


def _call(http: httpx.Client, settings: Webhook, order: Order) -> Outcome:
    if not isinstance(order.payload, CallUrl):
        return Refused("this channel only calls other programs")
    try:
        target = reaching.target_of(order.payload.url, settings)
    except MayNotCall as error:
        return Refused(str(error))
    except CannotFind as error:
        return NotSent(str(error))
    try:
        return _ask(http, settings, target, order, order.payload)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        return NotSent(f"no connection: {type(error).__name__}")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return NoAnswer(f"no answer: {type(error).__name__}")


def _ask(http: httpx.Client, settings: Webhook, target: Target, order: Order, payload: CallUrl) -> Outcome:
    body = json.dumps(payload.json, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Host": target.host_header,
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "Linli",
        "Idempotency-Key": order.key,
        signing.HEADER: signing.sign(settings.key, body, at=int(time.time())),
    }
    extensions = {"sni_hostname": target.host} if target.scheme == "https" else {}
    until = time.monotonic() + SECONDS_FOR_ALL
    with http.stream("POST", target.url, content=body, headers=headers, extensions=extensions) as answer:
        return _outcome(answer, payload, until)


def _outcome(answer: httpx.Response, payload: CallUrl, until: float) -> Outcome:
    status = answer.status_code
    if status in WAIT:
        return RateLimited(_pause(answer.headers.get("Retry-After", "")))
    if status >= 500:
        return NoAnswer(f"it answered {status}")
    if not 200 <= status < 300:
        return Refused(f"it answered {status}" + ("; redirects are not followed" if status < 400 else ""))
    found = _read(_body(answer, until), payload.reads)
    return Sent(answer={**found, "status": str(status)})


def _body(answer: httpx.Response, until: float) -> bytes:
    """What was answered; nothing when it is too long or too slow."""
    found = bytearray()
    for piece in answer.iter_raw():
        found += piece
        if len(found) > LARGEST_ANSWER or time.monotonic() > until:
            return b""
    return bytes(found)


def _read(body: bytes, names: Sequence[str]) -> dict[str, str]:
    """The wanted values of a JSON answer as texts; names with dots lead into what is inside."""
    if not names:
        return {}
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    values = {name: _inside(document, name) for name in names}
    return {name: _text(value) for name, value in values.items() if value is not None}


def _inside(document: object, name: str) -> object:
    found = document
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(value: object) -> str:
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return written.replace("\x00", "")[:LONGEST_VALUE]


def _pause(given: str) -> float:
    return min(float(given), LONGEST_PAUSE) if given.isdecimal() else USUAL_PAUSE


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
