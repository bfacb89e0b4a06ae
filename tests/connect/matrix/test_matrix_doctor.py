"""The doctor names the wrong setting and the mend, against a real homeserver."""

import pytest
from django.utils import translation

from linli.connect.adapters.matrix import actions
from linli.connect.adapters.matrix.homeserver import Homeserver
from linli.connect.adapters.matrix.muting import POWER_LEVELS
from linli.connect.gateway.contract import Account
from linli.kernel.orgs import scope
from tests.connect.matrix.conftest import TOKENS
from tests.connect.matrix.synapse import free_port

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def examine(house, *, channel=None, secrets=None, **config):
    account = house.account
    changed = Account(
        channel or account.channel,
        account.org,
        {**account.config, **config},
        {**account.secrets, **(secrets or {})},
    )
    return {check.name: (check.is_ok, check.sentence) for check in house.adapter.examine(changed)}


def test_all_is_well(house):
    su = house.person("Su")
    house.room(su, "晨读")

    found = examine(house)

    assert [name for name, (is_ok, _) in found.items() if is_ok] == list(found)
    assert list(found) == ["settings", "homeserver", "as_token", "way back", "room 晨读"]


def test_a_homeserver_that_does_not_answer(house):
    address = f"http://127.0.0.1:{free_port()}"

    found = examine(house, homeserver=address)

    assert list(found) == ["settings", "homeserver"]
    assert found["homeserver"] == (
        False,
        f"homeserver is {address}, which does not answer (no connection to the homeserver: [Errno 111]"
        " Connection refused): correct the address, or start it.",
    )


def test_a_web_server_is_not_a_homeserver(house):
    house.door.is_open = False

    found = examine(house, homeserver=f"http://127.0.0.1:{house.door.port}")

    assert not found["homeserver"][0]
    assert "something else than a homeserver answers" in found["homeserver"][1]


def test_an_as_token_the_homeserver_does_not_know(house):
    found = examine(house, secrets={"as_token": "old"})

    assert list(found)[-1] == "as_token"
    assert found["as_token"][1].startswith(
        "The homeserver does not accept this channel's as_token (M_UNKNOWN_TOKEN: "
    )


def test_a_wrong_server_name(house):
    found = examine(house, server_name="example.org")

    assert found["as_token"] == (
        False,
        "The homeserver knows us as @linli:t.test, not @linli:example.org: correct server_name or localpart.",
    )


def test_an_hs_token_that_is_not_this_channels(house):
    with scope.org(house.org.id):
        actions.keep_tokens(house.channel, as_token=TOKENS["as_token"], hs_token="another")

    found = examine(house)

    assert not found["way back"][0]
    assert "its hs_token is not this channel's" in found["way back"][1]


def test_a_registration_of_another_channel(house):
    found = examine(house, channel=house.account.channel + 1)

    assert not found["way back"][0]
    assert "has another id than linli-990002" in found["way back"][1]


def test_rooms_we_are_not_in_may_not_act_in_or_cannot_read(house):
    su = house.person("Su")
    gone, weak, secret = (house.room(su, name) for name in ("离开", "无权", "加密"))
    with Homeserver(house.matrix) as server:
        server.act(gone, "leave")
    _weaken(house, weak)
    su.ask("PUT", f"/rooms/{secret}/state/m.room.encryption/", {"algorithm": "m.megolm.v1.aes-sha2"})

    found = examine(house)

    assert found["room 离开"] == (False, "@linli:t.test is not in the room 离开: invite it there.")
    assert found["room 无权"] == (
        False,
        "@linli:t.test has power 60 in the room 无权 and needs 100 to redact, mute and remove: raise it.",
    )
    assert found["room 加密"] == (
        False,
        "The room 加密 is encrypted, so Linli cannot read it: use a room without encryption.",
    )


def test_settings_that_cannot_be_used(house):
    assert examine(house, homeserver="matrix.example.org") == {
        "settings": (
            False,
            "homeserver is “matrix.example.org”: write an address like https://matrix.example.org.",
        )
    }


def _weaken(house, room):
    """Our own account gives power away: among equals nobody else can take it."""
    with Homeserver(house.matrix) as server:
        levels = server.state(room, POWER_LEVELS)
        levels["users"][house.bot] = 60
        server.set_state(room, POWER_LEVELS, levels)
