"""Calls to other programs: who may be called, what they are told, and what each answer means."""

import json
import socket
import time

import pytest

from linli.connect.adapters.webhook import actions, reaching, signing
from linli.connect.adapters.webhook.adapter import WebhookAdapter
from linli.connect.adapters.webhook.reaching import CannotFind, MayNotCall
from linli.connect.adapters.webhook.settings import NotConfigured, Webhook
from linli.connect.gateway.contract import Account, NoAnswer, NotSent, RateLimited, Refused, Sent
from linli.connect.gateway.models import Channel
from linli.connect.gateway.orders import CallUrl, Order
from linli.connect.gateway.registry import account_of
from linli.kernel.orgs.models import AuditEntry
from tests.cast import cast  # noqa: F401
from tests.connect.webhook import other_program

KEY = "our-key"
OPEN = Webhook(hosts=("shop.example", ".tools.example"), key=KEY)


@pytest.fixture
def program():
    with other_program.running() as found:
        yield found


def call(url, *, json=None, reads=(), allow_private=True):
    account = Account(1, 1, {"hosts": ["127.0.0.1"], "allow_private": allow_private}, {"key": KEY})
    order = Order(5, "effect-key", "call_url", "127.0.0.1", "", CallUrl(url, json or {}, reads))
    [outcome] = WebhookAdapter().perform(account, [order])
    return outcome


def test_a_program_is_told_what_was_signed_and_its_answer_is_read(program):
    url = f"{program.url}/orders?x=1"

    outcome = call(url, json={"member": "墨墨", "points": 5}, reads=("order", "price.cents", "more"))

    [(headers, body)] = program.calls
    assert json.loads(body) == {"member": "墨墨", "points": 5}
    assert headers["Idempotency-Key"] == "effect-key"
    assert signing.is_signed(KEY, body, headers[signing.HEADER], at=int(time.time()))
    assert not signing.is_signed(KEY, body + b" ", headers[signing.HEADER], at=int(time.time()))
    assert not signing.is_signed(KEY, body, headers[signing.HEADER], at=int(time.time()) + 3600)
    assert outcome == Sent(answer={"order": "A-7", "price.cents": "990", "status": "200"})


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("no", Refused("it answered 404")),
        ("moved", Refused("it answered 302; redirects are not followed")),
        ("busy", RateLimited(7.0)),
        ("broken", NoAnswer("it answered 503")),
        ("words", Sent(answer={"status": "200"})),
        ("flood", Sent(answer={"status": "200"})),
        ("deep", Sent(answer={"status": "200"})),
        ("hang-up", NoAnswer("no answer: RemoteProtocolError")),
    ],
)
def test_each_answer_has_its_meaning(program, path, outcome):
    assert call(f"{program.url}/{path}", reads=("order",)) == outcome


def test_nobody_listening_is_tried_later(program):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert call(f"http://127.0.0.1:{port}/") == NotSent("no connection: ConnectError")


def test_a_program_in_ones_own_network_is_not_called_unless_that_is_allowed(program):
    outcome = call(program.url.replace("http:", "https:"), allow_private=False)

    assert outcome == Refused("the host 127.0.0.1 leads into a private network")
    assert program.calls == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://shop.example/", "only addresses that begin with https://"),
        ("ftp://shop.example/", "only addresses that begin with https://"),
        ("https://lin:secret@shop.example/", "with a password"),
        ("https://shop.example.evil.example/", "not among those"),
        ("https://tools.example/", "not among those"),
        ("https:///", "not among those"),
        ("https://shop.example:no/", "no number"),
    ],
)
def test_what_is_not_allowed_is_not_even_looked_up(url, sentence, monkeypatch):
    monkeypatch.setattr(reaching, "resolve", lambda host, port: pytest.fail("looked up"))

    with pytest.raises(MayNotCall, match=sentence):
        reaching.target_of(url, OPEN)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.9", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"]  # noqa: S104
    + ["::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "2002:0a00:0001::1", "224.0.0.1"],
)
def test_an_allowed_name_that_leads_inside_is_refused(address, monkeypatch):
    monkeypatch.setattr(reaching, "resolve", lambda host, port: ["93.184.216.34", address])

    with pytest.raises(MayNotCall, match="private network"):
        reaching.target_of("https://shop.example/hook", OPEN)


def test_the_address_that_was_looked_at_is_the_one_that_is_called(monkeypatch):
    monkeypatch.setattr(reaching, "resolve", lambda host, port: ["93.184.216.34"])

    target = reaching.target_of("https://a.tools.example:8443/hook?x=1", OPEN)

    assert target.url == "https://93.184.216.34:8443/hook?x=1"
    assert target.host_header == "a.tools.example:8443"


def test_a_name_that_leads_nowhere_is_tried_later():
    with pytest.raises(CannotFind, match="cannot be found"):
        reaching.resolve("no-such-host.invalid", 443)


def test_hosts_are_allowed_by_name_and_the_key_is_shown_once(cast):  # noqa: F811
    channel, key = actions.allow_calls(hosts=["Shop.Example ", ".tools.example"], by=cast.by_lin, at=cast.at)
    again, no_key = actions.allow_calls(hosts=["shop.example"], by=cast.by_lin, at=cast.at)
    new = actions.renew_key(channel=again, by=cast.by_lin, at=cast.at)

    account = account_of(Channel.objects.get(id=channel.id))
    assert (again.id, again.config["hosts"], no_key) == (channel.id, ["shop.example"], "")
    assert (len(key) > 40, account.secrets["key"]) == (True, new)
    assert key not in str(list(AuditEntry.objects.values())) + Channel.objects.get(id=channel.id).secrets


@pytest.mark.parametrize(
    "hosts", [[], ["shop example"], ["https://shop.example"], ["a..b"], ["*"], ["书.cn"]]
)
def test_what_is_no_name_of_a_host_is_refused(hosts, cast):  # noqa: F811
    with pytest.raises(NotConfigured):
        actions.allow_calls(hosts=hosts, by=cast.by_lin, at=cast.at)

    assert not Channel.objects.filter(adapter="webhook").exists()


def test_the_doctor_says_where_hosts_lead(monkeypatch):
    monkeypatch.setattr(reaching, "resolve", lambda host, port: ["10.0.0.1"])
    account = Account(1, 1, {"hosts": ["shop.example"]}, {"key": KEY})

    checks = WebhookAdapter().examine(account)

    assert [(one.name, one.is_ok) for one in checks] == [("settings", True), ("shop.example", False)]
    assert WebhookAdapter().examine(Account(1, 1, {}, {}))[0].is_ok is False
