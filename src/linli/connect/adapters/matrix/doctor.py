"""The Matrix doctor: every finding names the setting that is wrong and what mends it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.connect.adapters.matrix import account as accounts
from linli.connect.adapters.matrix.homeserver import Answer, Homeserver, Trouble, quoted
from linli.connect.adapters.matrix.muting import POWER_LEVELS
from linli.connect.gateway.contract import Account, Check
from linli.connect.gateway.models import Address
from linli.kernel.orgs import scope

_ABILITIES = {"redact": 50, "kick": 50, "ban": 50}


def examine(account: Account) -> Sequence[Check]:
    """Settings, the homeserver, both tokens, the way back to us, and our rights in every bound room."""
    try:
        matrix = accounts.of(account)
    except accounts.NotConfigured as refusal:
        return [Check("settings", False, str(refusal))]
    found = [Check("settings", True, _("The settings are complete."))]
    with Homeserver(matrix) as server:
        for step in (_reachable(server), _known(server), _way_back(server, account)):
            found.append(step)
            if not step.is_ok and step.name != "way back":
                return found
        found.extend(_rooms(server, account))
    return found


def _reachable(server: Homeserver) -> Check:
    address = server.matrix.homeserver
    versions: object = []
    try:
        versions = server.ask("GET", "/_matrix/client/versions").get("versions")
    except Trouble as trouble:
        if not trouble.code:
            sentence = _(
                "homeserver is {address}, which does not answer ({reason}): correct the address, or start it."
            )
            return Check("homeserver", False, sentence.format(address=address, reason=trouble))
    if not isinstance(versions, list):
        sentence = _(
            "homeserver is {address}, where something else than a homeserver answers: correct the address."
        )
        return Check("homeserver", False, sentence.format(address=address))
    return Check("homeserver", True, _("The homeserver at {address} answers.").format(address=address))


def _known(server: Homeserver) -> Check:
    matrix = server.matrix
    try:
        who = server.whoami()
    except Trouble as trouble:
        sentence = _(
            "The homeserver does not accept this channel's as_token ({reason}): give it the registration file"
            " again and restart it."
        )
        return Check("as_token", False, sentence.format(reason=trouble))
    if who != matrix.bot:
        sentence = _("The homeserver knows us as {who}, not {bot}: correct server_name or localpart.")
        return Check("as_token", False, sentence.format(who=who, bot=matrix.bot))
    return Check("as_token", True, _("The homeserver knows us as {who}.").format(who=who))


def _way_back(server: Homeserver, account: Account) -> Check:
    identity = accounts.registration_id(account.channel)
    path = f"/_matrix/client/v1/appservice/{quoted(identity)}/ping"
    try:
        answer = server.ask("POST", path, body={"transaction_id": f"doctor-{account.channel}"})
    except Trouble as trouble:
        return Check("way back", False, _why_no_way_back(server, identity, trouble))
    sentence = _("The homeserver reaches us at {url} ({ms} ms).")
    return Check("way back", True, sentence.format(url=server.matrix.url, ms=answer.get("duration_ms", "?")))


def _why_no_way_back(server: Homeserver, identity: str, trouble: Trouble) -> str:
    given = {"url": server.matrix.url, "id": identity, "reason": str(trouble)}
    match trouble.code:
        case "M_BAD_STATUS":
            words = _(
                "The homeserver reaches {url}, but is turned away ({reason}): its hs_token is not this"
                " channel's; give it the registration file again and restart it."
            )
        case "M_CONNECTION_FAILED" | "M_CONNECTION_TIMEOUT":
            words = _(
                "The homeserver cannot reach us at {url} ({reason}): correct url, or let the homeserver"
                " through to the gateway."
            )
        case "M_URL_NOT_SET":
            words = _("The registration on the homeserver has no url: give it the registration file again.")
        case "M_FORBIDDEN":
            words = _(
                "The registration on the homeserver has another id than {id} ({reason}): give it the"
                " registration file again and restart it."
            )
        case "M_UNRECOGNIZED":
            words = _("The homeserver is too old to be asked for a ping: update it.")
        case _:
            words = _("The way back to us could not be tested ({reason}).")
    return words.format(**given)


def _rooms(server: Homeserver, account: Account) -> Iterator[Check]:
    with scope.org(account.org):
        bound = Address.objects.filter(channel_id=account.channel, group_id__isnull=False)
        places = list(bound.order_by("id").values_list("external", "name"))
    try:
        joined = set(server.ask("GET", "/_matrix/client/v3/joined_rooms").get("joined_rooms", []))
        for room, name in places:
            yield _room(server, room, name or room, is_in=room in joined)
    except Trouble as trouble:
        sentence = _("The rooms could not be looked at ({reason}): try again.")
        yield Check("rooms", False, sentence.format(reason=trouble))


def _room(server: Homeserver, room: str, name: str, *, is_in: bool) -> Check:
    title, bot = f"room {name}", server.matrix.bot
    if not is_in:
        sentence = _("{bot} is not in the room {name}: invite it there.")
        return Check(title, False, sentence.format(bot=bot, name=name))
    if server.state(room, "m.room.encryption"):
        sentence = _("The room {name} is encrypted, so Linli cannot read it: use a room without encryption.")
        return Check(title, False, sentence.format(name=name))
    levels = server.state(room, POWER_LEVELS)
    own, needed = _own_level(levels, bot), _needed_level(levels)
    if own < needed:
        sentence = _(
            "{bot} has power {own} in the room {name} and needs {needed} to redact, mute and remove:"
            " raise it."
        )
        return Check(title, False, sentence.format(bot=bot, own=own, name=name, needed=needed))
    return Check(title, True, _("{bot} may do its work in the room {name}.").format(bot=bot, name=name))


def _own_level(levels: Answer, bot: str) -> int:
    return _number(levels.get("users", {}).get(bot), _number(levels.get("users_default"), 0))


def _needed_level(levels: Answer) -> int:
    """What redacting, removing and changing power levels asks for. A room without levels is its creator's."""
    state = _number(levels.get("state_default"), 50)
    muting = _number(levels.get("events", {}).get(POWER_LEVELS), state)
    return max(muting, *(_number(levels.get(name), usual) for name, usual in _ABILITIES.items()))


def _number(value: Any, usual: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return usual
