"""Taking a person's voice and giving it back, through the room's power levels."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from linli.connect.adapters.matrix import mutes
from linli.connect.adapters.matrix.homeserver import Answer, Homeserver, Trouble
from linli.connect.gateway.contract import Account, NoAnswer, NotSent
from linli.kernel.orgs import scope

POWER_LEVELS = "m.room.power_levels"
MUTED = -1


def mute(server: Homeserver, account: Account, *, room: str, person: str, until: datetime) -> str:
    """Set a person's level below what speaking needs, and plan the end.

    Returns the event's id, "" if they were muted already.
    """
    with _room(account, room):
        levels = server.state(room, POWER_LEVELS)
        note, is_new = mutes.note(
            channel=account.channel,
            room=room,
            person=person,
            previous=_previous(levels, person),
            until=until,
            at=timezone.now(),
        )
        event = ""
        if _level(levels, person) != MUTED:
            try:
                event = server.set_state(room, POWER_LEVELS, _with(levels, person, MUTED))
            except Trouble as trouble:
                if is_new and not isinstance(trouble.outcome, NoAnswer):
                    mutes.forget(note)
                raise
        mutes.plan_end(note, at=timezone.now())
        return event


def unmute(server: Homeserver, account: Account, *, room: str, person: str) -> str:
    """Give back what the person had. A level that somebody else has set meanwhile is left as it is."""
    with _room(account, room):
        note = mutes.find(channel=account.channel, room=room, person=person)
        levels = server.state(room, POWER_LEVELS)
        event = ""
        if _level(levels, person) == MUTED:
            before = note.previous_level if note else None
            event = server.set_state(room, POWER_LEVELS, _with(levels, person, before))
        if note:
            mutes.close(note, at=timezone.now())
        return event


def is_muted(server: Homeserver, *, room: str, person: str) -> bool:
    """Does the room say so of this person?"""
    return _level(server.state(room, POWER_LEVELS), person) == MUTED


@contextmanager
def _room(account: Account, room: str) -> Iterator[None]:
    """The organisation's scope and the room's lock; a room that stays busy is Trouble."""
    try:
        with scope.org(account.org), mutes.room_lock(account.channel, room):
            yield
    except mutes.RoomIsBusy:
        raise Trouble(NotSent("another change of this room's power levels is going on")) from None


def _level(levels: Answer, person: str) -> int | None:
    """What the room says of this person by name. Old rooms may hold numbers as text."""
    found = levels.get("users", {}).get(person)
    return int(found) if found is not None else None


def _previous(levels: Answer, person: str) -> int | None:
    """The level to give back: somebody muted by other means before us gets the room's default."""
    found = _level(levels, person)
    return None if found == MUTED else found


def _with(levels: Answer, person: str, level: int | None) -> Answer:
    users = {who: held for who, held in levels.get("users", {}).items() if who != person}
    return {**levels, "users": users if level is None else {**users, person: level}}
