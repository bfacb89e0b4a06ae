"""What the outbox hands to people: tasks to send something by hand, or to say whether it arrived."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import actions as outbox
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities.models import Community, Group
from linli.people.members.queries import names
from linli.people.tasks.actions import opening
from linli.people.tasks.models import Task
from linli.people.tasks.openings import MAX_BODY, MOST_PARTS, Opening, TaskPart

SEND, UNKNOWN = "effect", "unknown"
SKIP, ARRIVED, NOT_ARRIVED = "skip", "arrived", "not_arrived"
READ_BACK_FIRST = timedelta(minutes=2)
LOOK_WITHIN = timedelta(hours=4)


class _Words:
    """What groups, people and languages of some effects are called; four queries."""

    def __init__(self, effects: Sequence[Effect]) -> None:
        groups = Group.objects.filter(id__in={one.group_id for one in effects if one.group_id})
        places = Community.objects.filter(id__in={one.community_id for one in effects if one.community_id})
        self._groups = dict(groups.values_list("id", "name"))
        self._people = names.names_of({one.member_id for one in effects if one.member_id})
        self._languages = dict(places.values_list("id", "language"))

    def language(self, effect: Effect) -> str:
        """In which its community speaks."""
        return self._languages.get(effect.community_id or 0, "") or translation.get_language() or "en"

    def title(self, effect: Effect) -> str:
        """What is to be done, in that language."""
        group = self._groups.get(effect.group_id or 0, "")
        person = self._people.get(effect.member_id or 0, "")
        if effect.verb == "send_message":
            if effect.surface == "dm":
                return _("Write to %(person)s") % {"person": person or effect.target}
            return _("Send a message in %(group)s") % {"group": group or effect.target}
        sentences = {
            "recall_message": _("Take a message back in %(group)s"),
            "mute_member": _("Mute %(person)s in %(group)s"),
            "unmute_member": _("End the mute of %(person)s in %(group)s"),
            "kick_member": _("Remove %(person)s from %(group)s"),
            "ban_member": _("Ban %(person)s from %(group)s"),
            "admit_member": _("Let %(person)s into %(group)s"),
            "react_to": _("React to a message in %(group)s"),
        }
        other = _("Do by hand in %(group)s")
        return sentences.get(effect.verb, other) % {"person": person, "group": group or effect.target}

    def doubt(self, effect: Effect) -> str:
        """The question whether it arrived."""
        place = self._groups.get(effect.group_id or 0, "") or self._people.get(effect.member_id or 0, "")
        return _("Did it arrive in %(place)s?") % {"place": place or effect.target}


def open_for_handed_over(effects: Mapping[int, Cause], *, at: datetime) -> None:
    """A task for each of these effects that still waits for a person."""
    found = list(Effect.objects.filter(id__in=effects, state="awaiting_person").order_by("id"))
    words = _Words(found)
    wanted = []
    for one in found:
        with translation.override(words.language(one)):
            wanted.append(_send(one, words.title(one), effects[one.id]))
    opening.open_tasks(wanted, by=SYSTEM, at=at)


def open_for_unknown(effects: Mapping[int, Cause], *, at: datetime) -> None:
    """A task for each of these effects of which nobody knows whether it arrived."""
    found = list(Effect.objects.filter(id__in=effects, state="unknown").order_by("id"))
    words = _Words(found)
    wanted = []
    for one in found:
        with translation.override(words.language(one)):
            wanted.append(_doubt(one, words.doubt(one), effects[one.id], at))
    opening.open_tasks(wanted, by=SYSTEM, at=at)


def settle_sent(task: Task, by: Actor, at: datetime) -> None:
    """What a person said of a send is what the outbox knows of it, from the same moment on."""
    effect = int(task.origin.partition(":")[2])
    if task.outcome == SKIP:
        outbox.skip_by_person(effect_id=effect, reason="task", by=by, at=at)
    else:
        outbox.confirm_by_person(effect_id=effect, by=by, at=at)


def settle_unknown(task: Task, by: Actor, at: datetime) -> None:
    """It arrived, or it is sent again."""
    effect = int(task.origin.partition(":")[2])
    outbox.resolve_unknown(effect_id=effect, was_sent=task.outcome == ARRIVED, by=by, at=at)


def _send(effect: Effect, title: str, cause: Cause) -> Opening:
    return Opening(
        key=f"{SEND}:{effect.id}",
        about="send",
        title=title,
        origin=f"{SEND}:{effect.id}",
        role=effect.role,
        staff_id=effect.assignee_id,
        body=_text(effect.payload),
        parts=_parts(effect.payload),
        opens_at=effect.due_at,
        due_at=effect.window_ends_at or effect.due_at + LOOK_WITHIN,
        window_ends_at=effect.window_ends_at,
        remind=(timedelta(minutes=30),),
        outcomes=("done", SKIP),
        proof="optional",
        cause=cause,
        **_place(effect),
    )


def _doubt(effect: Effect, title: str, cause: Cause, at: datetime) -> Opening:
    return Opening(
        key=f"{UNKNOWN}:{effect.id}:{cause.id}",
        about="other",
        title=title,
        origin=f"{UNKNOWN}:{effect.id}",
        purpose=_("The answer of the platform was lost. Look there: it is sent again if it did not arrive."),
        body=_text(effect.payload),
        opens_at=at + READ_BACK_FIRST,
        due_at=at + LOOK_WITHIN,
        outcomes=(ARRIVED, NOT_ARRIVED),
        cause=cause,
        **_place(effect),
    )


def _place(effect: Effect) -> dict[str, Any]:
    return {
        "community": effect.community_id,
        "group": effect.group_id,
        "member": effect.member_id,
        "source": effect.source,
    }


def _text(payload: Mapping[str, Any]) -> str:
    return str(payload.get("text") or payload.get("reason") or payload.get("emoji") or "")[:MAX_BODY]


def _parts(payload: Mapping[str, Any]) -> tuple[TaskPart, ...]:
    kinds = {"image": "image", "link": "link"}
    return tuple(
        TaskPart(kinds.get(one["kind"], "file"), one["ref"], one.get("text", ""))  # type: ignore[arg-type]  # one of three
        for one in payload.get("parts", [])[:MOST_PARTS]
        if one.get("ref") and one.get("kind") != "mention"
    )
