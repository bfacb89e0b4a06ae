"""What a room will not do, each said in one sentence in the reader's language."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.connect.adapters.room import rules
from linli.kernel.errors import Refusal


class NoSuchRoom(Refusal):
    """There is no such room, or this guest is not in it: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("There is no such group here, or you are not in it."))


class RoomIsClosed(Refusal):
    """The group was closed; those who were inside are told so."""

    def __init__(self) -> None:
        super().__init__(
            _("This group has ended: nothing more can be said here. Thank you for being part of it.")
        )


class NoSuchMessage(Refusal):
    """The message is not in this room, or is taken back."""

    def __init__(self) -> None:
        super().__init__(_("This message is gone."))


class NoSuchLink(Refusal):
    """No invitation has this token."""

    def __init__(self) -> None:
        super().__init__(_("This invitation does not exist: ask for a new link."))


class LinkIsOver(Refusal):
    """The invitation has expired, is used up, or was taken back; or its group was closed."""

    def __init__(self) -> None:
        super().__init__(_("This invitation is no longer valid: ask for a new link."))


class TooManyNewcomers(Refusal):
    """More people come in through one link than a room can greet."""

    def __init__(self) -> None:
        super().__init__(_("Many people are joining just now: try again in a minute."))


class IsBanned(Refusal):
    """This guest may not come back."""

    def __init__(self) -> None:
        super().__init__(_("You cannot join this group: its team has removed you."))


class BadName(Refusal):
    """The name is empty, too long, or Linli's own."""


class IsMuted(Refusal):
    """This guest may not speak until a moment; said in the active zone."""

    def __init__(self, until: datetime) -> None:
        local = timezone.localtime(until)
        moment = local.strftime("%Y-%m-%d %H:%M")
        super().__init__(_("You are muted until {moment}.").format(moment=moment))


class TooFast(Refusal):
    """More messages in a row than the room takes from one guest."""

    def __init__(self) -> None:
        super().__init__(_("That was very fast: wait a few seconds, then send it again."))


class NothingSaid(Refusal):
    """A message without a word and without a picture."""

    def __init__(self) -> None:
        super().__init__(_("Write something first."))


class TextTooLong(Refusal):
    """More characters than a message takes."""

    def __init__(self, length: int) -> None:
        sentence = _("This message has {length} characters; at most {limit} are possible: send it in pieces.")
        super().__init__(sentence.format(length=f"{length:,}", limit=f"{rules.LONGEST_TEXT:,}"))


class NotYours(Refusal):
    """Only one's own messages can be edited or recalled."""

    def __init__(self) -> None:
        super().__init__(_("Only your own messages can be changed."))


class TooLate(Refusal):
    """The message is too old to be edited or recalled."""

    def __init__(self) -> None:
        super().__init__(_("This message is too old to be changed."))


class UnknownEmoji(Refusal):
    """Not one of the reactions the room offers."""

    def __init__(self) -> None:
        super().__init__(_("Choose one of the reactions on offer."))


class BadImage(Refusal):
    """What was uploaded is not a picture the room takes."""
