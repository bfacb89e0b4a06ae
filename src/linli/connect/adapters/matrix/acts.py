"""Carrying out one order, and finding out later whether it was carried out."""

import json
from collections.abc import Callable
from typing import Any, cast

from linli.connect.adapters.matrix import contents, ghosts, muting
from linli.connect.adapters.matrix.homeserver import Homeserver, Trouble, quoted, room_path
from linli.connect.gateway import orders
from linli.connect.gateway.contract import Account, CannotTell, Finding, NeverArrived, Sent
from linli.connect.gateway.orders import Order

PAGES = 5
PAGE = 100


def carry_out(server: Homeserver, account: Account, order: Order) -> Sent:
    """Do what an order says, or raise Trouble."""
    match order.payload:
        case orders.SendMessage() as message:
            return _send(server, order, message)
        case orders.ReactTo(message=message_id, emoji=emoji):
            return _react(server, order, contents.reaction(message_id, emoji, key=order.key))
        case orders.RecallMessage(message=message_id, reason=reason):
            return Sent(server.redact(order.target, message_id, order.key, reason=reason))
        case orders.MuteMember() as mute:
            return Sent(muting.mute(server, account, room=order.target, person=mute.person, until=mute.until))
        case orders.UnmuteMember(person=person):
            return Sent(muting.unmute(server, account, room=order.target, person=person))
        case orders.KickMember(person=person, reason=reason):
            server.act(order.target, "kick", user_id=person, reason=reason)
        case orders.BanMember(person=person, reason=reason):
            server.act(order.target, "ban", user_id=person, reason=reason)
        case orders.AdmitMember(person=person, reason=reason):
            _admit(server, order.target, person, reason)
    return Sent()


def _admit(server: Homeserver, room: str, person: str, reason: str) -> None:
    """Invite somebody who knocked. Who is in the room or invited by now needs nothing more."""
    if _membership(server, room, person) not in ("join", "invite"):
        server.act(room, "invite", user_id=person, reason=reason)


def _send(server: Homeserver, order: Order, message: orders.SendMessage) -> Sent:
    """All events of a message; a repeat repeats each under its own key. The first one's id counts."""
    found = contents.contents_of(message, key=order.key)
    ids = [
        ghosts.send(server, order.target, "m.room.message", order.key if not i else f"{order.key}.{i}", one)
        for i, one in enumerate(found)
    ]
    return Sent(ids[0])


def _react(server: Homeserver, order: Order, content: contents.Content) -> Sent:
    try:
        return Sent(ghosts.send(server, order.target, "m.reaction", order.key, content))
    except Trouble as trouble:
        if trouble.code == "M_DUPLICATE_ANNOTATION":
            return Sent()
        raise


def find_out(server: Homeserver, order: Order) -> Finding:
    """Look in the room whether an order was carried out.

    Nothing is sent: an order that never arrived goes through quiet hours and late limits again.
    """
    try:
        return _LOOKS[order.verb](server, order)
    except Trouble:
        return CannotTell()


def _look_for_event(server: Homeserver, order: Order) -> Finding:
    """Among our last events in the room, the one that carries the order's key."""
    only_ours = json.dumps({"senders": [server.matrix.voice], "types": ["m.room.message", "m.reaction"]})
    query: dict[str, str | int] = {"dir": "b", "limit": PAGE, "filter": only_ours}
    for _ in range(PAGES):
        page = server.ask("GET", f"{room_path(order.target)}/messages", query=query)
        for event in page.get("chunk", []):
            if event.get("content", {}).get(contents.ORDER) == order.key:
                return Sent(str(event.get("event_id", "")))
        if not page.get("end"):
            break
        query["from"] = page["end"]
    return NeverArrived()


def _look_for_redaction(server: Homeserver, order: Order) -> Finding:
    payload = cast("orders.RecallMessage", order.payload)
    event = server.ask("GET", f"{room_path(order.target)}/event/{quoted(payload.message)}")
    redaction: Any = event.get("unsigned", {}).get("redacted_because")
    return Sent(str(redaction.get("event_id", ""))) if isinstance(redaction, dict) else NeverArrived()


def _look_for_absence(server: Homeserver, order: Order) -> Finding:
    membership = _membership(server, order.target, order.person)
    gone = ("ban",) if order.verb == "ban_member" else ("ban", "leave", None)
    return Sent() if membership in gone else NeverArrived()


def _look_for_presence(server: Homeserver, order: Order) -> Finding:
    is_in = _membership(server, order.target, order.person) in ("join", "invite")
    return Sent() if is_in else NeverArrived()


def _membership(server: Homeserver, room: str, person: str) -> object:
    return server.state(room, "m.room.member", person).get("membership")


def _look_for_level(server: Homeserver, order: Order) -> Finding:
    is_muted = muting.is_muted(server, room=order.target, person=order.person)
    return Sent() if is_muted == (order.verb == "mute_member") else NeverArrived()


_LOOKS: dict[str, Callable[[Homeserver, Order], Finding]] = {
    "send_message": _look_for_event,
    "react_to": _look_for_event,
    "recall_message": _look_for_redaction,
    "kick_member": _look_for_absence,
    "ban_member": _look_for_absence,
    "admit_member": _look_for_presence,
    "mute_member": _look_for_level,
    "unmute_member": _look_for_level,
}
