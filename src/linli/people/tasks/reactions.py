"""What the room does when it hears of effects, applications and erasures."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from linli.facts import entry
from linli.facts.gateway import EffectFailed, EffectSent, EffectSuppressed
from linli.facts.members import MemberErased
from linli.kernel.events.event import Event
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.tasks.actions import assigning, closing, reviewing, sending
from linli.people.tasks.actions.reviewing import Applied

HEARD_OF_APPLICATIONS = (
    entry.ApplicationReceived,
    entry.ApplicationAccepted,
    entry.ApplicationRefused,
    entry.ApplicationWaitlisted,
    entry.ApplicationWithdrawn,
)
_DECIDED = {
    entry.ApplicationAccepted.kind: "accepted",
    entry.ApplicationRefused.kind: "refused",
    entry.ApplicationWaitlisted.kind: "waitlisted",
    entry.ApplicationWithdrawn.kind: "withdrawn",
}


def ask_people_to_send(events: Sequence[Event]) -> None:
    """EffectHandedOver: what a program cannot send is a task."""
    causes = {one.fact.effect: one.as_cause for one in events}  # type: ignore[attr-defined]  # of that kind
    sending.open_for_handed_over(causes, at=max(one.occurred_at for one in events))


def ask_people_to_look(events: Sequence[Event]) -> None:
    """EffectUnknown: whether something arrived is a task."""
    causes = {one.fact.effect: one.as_cause for one in events}  # type: ignore[attr-defined]  # of that kind
    sending.open_for_unknown(causes, at=max(one.occurred_at for one in events))


def close_tasks_of_effects(events: Sequence[Event]) -> None:
    """EffectSent, EffectSuppressed, EffectFailed: nobody has to do anything about them any more."""
    sent: dict[Actor, dict[str, str]] = defaultdict(dict)
    gone: dict[str, str] = {}
    missed: list[str] = []
    for one in events:
        match one.fact:
            case EffectSent(effect=effect):
                by = Actor(one.actor, one.origin)  # type: ignore[arg-type]  # as it was appended
                sent[by].update(
                    {f"{sending.SEND}:{effect}": "done", f"{sending.UNKNOWN}:{effect}": "arrived"}
                )
            case EffectSuppressed(effect=effect, reason="missed"):
                missed.append(f"{sending.SEND}:{effect}")
            case EffectSuppressed(effect=effect, reason=reason) | EffectFailed(effect=effect, reason=reason):
                code = reason.partition(":")[0]
                gone.update({f"{sending.SEND}:{effect}": code, f"{sending.UNKNOWN}:{effect}": code})
    at = max(one.occurred_at for one in events)
    for by, outcomes in sent.items():
        closing.settle_elsewhere(outcomes, by=by, at=at)
    closing.expire(missed, at=at)
    closing.cancel_tasks(gone, at=at)


def keep_reviews(events: Sequence[Event]) -> None:
    """Applications: whoever applied waits for an answer, until somebody decided."""
    decided: dict[Actor, dict[str, str]] = defaultdict(dict)
    applied: dict[int, Applied] = {}
    for one in events:
        application: int = one.fact.application  # type: ignore[attr-defined]  # all of them have it
        if one.kind in _DECIDED:
            by = Actor(one.actor, one.origin)  # type: ignore[arg-type]  # as it was appended
            decided[by][f"{reviewing.ORIGIN}:{application}"] = _DECIDED[one.kind]
            applied.pop(application, None)
        elif one.community is not None and one.member is not None:
            applied[application] = Applied(
                application, one.community, one.member, one.occurred_at, one.as_cause
            )
    at = max(one.occurred_at for one in events)
    reviewing.open_for_applications(list(applied.values()), at=at)
    for by, outcomes in decided.items():
        closing.settle_elsewhere(outcomes, by=by, at=at)


def let_go_of_erased_members(events: Sequence[Event]) -> None:
    """MemberErased: nothing is done about them any more, and what they had taken waits for others."""
    for one in events:
        if one.member is not None:
            gone = [one.member, *cast("MemberErased", one.fact).merged]
            closing.cancel_about(gone, reason="erased", at=one.occurred_at)
            assigning.free_tasks_of(members=gone, by=SYSTEM, at=one.occurred_at)
