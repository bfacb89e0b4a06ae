"""From the codes kept on an effect to sentences for people, in the language of the reader."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Effect


def why(effect: Effect) -> list[str]:
    """What is known about an effect, in the order in which it happened."""
    planned = _("Planned on %(time)s by %(sender)s.") % {
        "time": _time(effect.planned_at),
        "sender": effect.source or effect.sender or effect.origin,
    }
    return [one for one in (planned, *_tries(effect), _STATES[effect.state](effect)) if one]


def reason(code: str) -> str:
    """The sentence for a kept reason such as `cap:dm-day` or `late:quiet_hours`."""
    word, _colon, detail = code.partition(":")
    if word == "late" and detail:
        return _("It would have been too late: %(because)s") % {"because": reason(detail)}
    if word == "no_slot":
        return _("No place was free in the time it could wait: %(because)s") % {"because": reason(detail)}
    if word == "unreachable":
        return _UNREACHABLE.get(detail, _unreachable)()
    found = _REASONS.get(word)
    return found() % {"detail": detail} if found else code


def _tries(effect: Effect) -> list[str]:
    if not effect.attempts or effect.started_at is None:
        return []
    return [
        _("Tried %(count)s times, last on %(time)s.")
        % {"count": effect.attempts, "time": _time(effect.started_at)}
        if effect.attempts > 1
        else _("Tried on %(time)s.") % {"time": _time(effect.started_at)}
    ]


def _planned(effect: Effect) -> str:
    if not effect.waits_for:
        return _("It is due on %(time)s.") % {"time": _time(effect.due_at)}
    return _("%(because)s Next try on %(time)s.") % {
        "because": reason(effect.reason),
        "time": _time(effect.due_at),
    }


def _reserved(effect: Effect) -> str:
    return _("It is about to be sent.")


def _sending(effect: Effect) -> str:
    return _("It is being sent right now.")


def _sent(effect: Effect) -> str:
    when = {"time": _time(effect.finished_at or effect.planned_at)}
    if effect.punctuality == "late":
        return _("Done by a person on %(time)s, later than it should have been.") % when
    if effect.punctuality:
        return _("Done by a person on %(time)s, in time.") % when
    if effect.reason == "seen_by_person":
        return _("Nobody could tell at first; on %(time)s a person saw that it had arrived.") % when
    return _("Confirmed by the platform on %(time)s.") % when


def _failed(effect: Effect) -> str:
    return _("It failed. %(because)s") % {"because": reason(effect.reason)}


def _unknown(effect: Effect) -> str:
    return _("Nobody can tell whether it arrived. %(because)s Look in the group and decide.") % {
        "because": reason(effect.reason)
    }


def _suppressed(effect: Effect) -> str:
    return _("It was not sent. %(because)s") % {"because": reason(effect.reason)}


def _awaiting(effect: Effect) -> str:
    if effect.window_ends_at is None:
        return _("It waits for a person to do it.")
    return _("It waits for a person to do it, at the latest on %(time)s.") % {
        "time": _time(effect.window_ends_at)
    }


_STATES: dict[str, Callable[[Effect], str]] = {
    "planned": _planned,
    "reserved": _reserved,
    "sending": _sending,
    "sent": _sent,
    "failed": _failed,
    "unknown": _unknown,
    "suppressed": _suppressed,
    "awaiting_person": _awaiting,
}


def _unreachable() -> str:
    return _("It cannot be reached.")


_UNREACHABLE: dict[str, Callable[[], str]] = {
    "group_not_bound": lambda: _("The group is not bound to any channel."),
    "person_unknown": lambda: _("This person is not known on a channel Linli can write to."),
    "no_webhook": lambda: _("No other program was connected that Linli may call."),
    "no_adapter": lambda: _("The platform of this channel is not installed here."),
}

_REASONS: dict[str, Callable[[], str]] = {
    "late": lambda: _("Its time had passed."),
    "quiet_hours": lambda: _("Quiet hours."),
    "cap": lambda: _("The cap “%(detail)s” is used up."),
    "rate": lambda: _("The platform allows no more messages for the moment."),
    "channel": lambda: _("The channel is not sending (%(detail)s)."),
    "sender": lambda: _("Its sender is paused."),
    "holdout": lambda: _("This person is in the group that is left out to compare with."),
    "consent": lambda: _("This person did not agree to it (%(detail)s)."),
    "origin": lambda: _("What wanted it has ended (%(detail)s)."),
    "guard": lambda: _("Linli could not find out whether it is still wanted."),
    "too_long": lambda: _("The text is too long for the platform (%(detail)s bytes)."),
    "erased": lambda: _("The person it was for was erased at their request."),
    "missed": lambda: _("Nobody did it in time."),
    "skipped": lambda: _("A person skipped it: %(detail)s"),
    "cancelled": lambda: _("A person cancelled it: %(detail)s"),
    "refused": lambda: _("The platform refused: %(detail)s."),
    "gave_up": lambda: _("Every try failed, the last one with: %(detail)s."),
    "not_sent": lambda: _("The last try failed: %(detail)s."),
    "no_answer": lambda: _("The platform gave no answer: %(detail)s."),
    "never_arrived": lambda: _("The platform shows that it never arrived."),
    "cannot_tell": lambda: _("The platform does not show whether it arrived."),
    "lease": lambda: _("Linli was stopped while sending it."),
}


def _time(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
