"""Setting a Matrix channel up: sealed tokens, an audit entry, and the file for the homeserver."""

import json

import pytest
import yaml
from django.utils import translation

from linli.connect.adapters.matrix import actions, intake, registration
from linli.connect.adapters.matrix.account import NotConfigured
from linli.connect.adapters.matrix.models import Registration
from linli.connect.gateway import registry
from linli.connect.gateway.models import Channel
from linli.kernel.orgs.models import AuditEntry
from tests.cast import cast  # noqa: F401

GIVEN = {
    "name": "社区服务器",
    "homeserver": "https://matrix.example.org/",
    "server_name": "example.org",
    "url": "https://linli.example.org/",
}


def connect(cast, **changed):  # noqa: F811
    return actions.connect_matrix(**{**GIVEN, **changed}, by=cast.by_lin, at=cast.at)


@pytest.mark.django_db
def test_a_channel_is_made_with_sealed_tokens_and_its_registration(cast):  # noqa: F811
    channel = connect(cast)

    account = registry.account_of(channel)
    assert account.config["homeserver"] == "https://matrix.example.org"
    assert set(account.secrets) == {"as_token", "hs_token"}
    assert not any(token in channel.secrets for token in account.secrets.values())
    assert intake.find_account(account.secrets["hs_token"]) == account
    assert intake.find_account(account.secrets["as_token"]) is None
    entry = AuditEntry.objects.get(action="channel.connected")
    assert (entry.actor, entry.subject) == (cast.by_lin.code, f"channel:{channel.id}")
    assert not any(token in json.dumps(entry.after) for token in account.secrets.values())


@pytest.mark.django_db
def test_the_registration_claims_our_accounts_and_no_rooms(cast):  # noqa: F811
    account = registry.account_of(connect(cast, localpart="lin.li"))

    document = yaml.safe_load(registration.document(account))

    assert document == {
        "id": f"linli-{account.channel}",
        "url": "https://linli.example.org",
        **account.secrets,
        "sender_localpart": "lin.li",
        "rate_limited": False,
        "namespaces": {
            "users": [{"exclusive": True, "regex": r"@lin\.li_.*:example\.org"}],
            "aliases": [],
            "rooms": [],
        },
    }


@pytest.mark.django_db
def test_renewed_tokens_replace_the_old_ones(cast):  # noqa: F811
    channel = connect(cast)
    old = registry.account_of(channel).secrets

    actions.renew_tokens(channel=channel, by=cast.by_lin, at=cast.at)

    new = registry.account_of(Channel.objects.get(id=channel.id)).secrets
    assert new["as_token"] != old["as_token"]
    assert intake.find_account(old["hs_token"]) is None
    assert intake.find_account(new["hs_token"]).channel == channel.id
    assert AuditEntry.objects.filter(action="channel.tokens_renewed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"homeserver": "matrix.example.org"}, "homeserver is “matrix.example.org”: write an address like"),
        ({"url": "ftp://x.example"}, "url is “ftp://x.example”: write an address like"),
        ({"server_name": "https://example.org"}, "server_name is “https://example.org”: write what stands"),
        ({"localpart": "邻里"}, "localpart is “邻里”: use lower-case letters"),
        ({"speaker": "xiaolin"}, "speaker is “xiaolin”: it must begin with linli_"),
        ({"invited_by": "nobody"}, "The settings of this Matrix channel cannot be used: Invalid enum value"),
    ],
)
def test_settings_that_cannot_be_right_are_refused_and_nothing_is_made(cast, changed, words):  # noqa: F811
    with translation.override("en"), pytest.raises(NotConfigured) as refusal:
        connect(cast, **changed)

    assert str(refusal.value).startswith(words)
    assert not Channel.objects.filter(adapter="matrix").exists()
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_two_channels_cannot_share_a_name(cast):  # noqa: F811
    connect(cast)

    with pytest.raises(actions.ChannelNameTaken):
        connect(cast)

    assert Channel.objects.filter(adapter="matrix").count() == 1
