"""The end of a term: the note for whoever comes next, the rating, and the reward that is really given."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts import duty as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.duty.actions import tasking
from linli.people.duty.models import Term
from linli.people.duty.rules.checklist import MAX_NOTE, MAX_REWARD, RewardKind
from linli.people.duty.rules.terms import Reward, State

MOST_CENTS = 100_000_00


class CannotHonour(Refusal):
    """A note, a rating or a reward that cannot be so."""


@transaction.atomic
def hand_over(*, term: Term, note: str, member_id: int, by: Actor, at: datetime) -> Term:
    """Write what the next one must know, or write it anew. Raises CannotHonour."""
    locked = _lock(term)
    note = note.strip()
    if locked.member_id != member_id:
        raise CannotHonour(_("this term belongs to somebody else by now: look again"))
    if at < locked.starts_at:
        raise CannotHonour(_("this term has not begun: there is nothing to hand over"))
    if not 1 <= len(note) <= MAX_NOTE:
        raise CannotHonour(_("say in 1 to %(n)s characters what the next one must know") % {"n": MAX_NOTE})
    if locked.note == note:
        return locked
    is_first = not locked.note
    locked.note, locked.noted_at = note, at
    locked.save(update_fields=["note", "noted_at"])
    tasking.done_by_handing_over(locked, by=by, at=at)
    if is_first:
        log.append_one(
            facts.DutyHandedOver(term=locked.id),
            by=by,
            at=at,
            community=locked.community_id,
            member=member_id,
            key=f"duty.handed_over:{locked.id}",
        )
    return locked


@transaction.atomic
def rate(*, term: Term, rating: int, by: Actor, at: datetime) -> Term:
    """Say from 1 to 5 how a term went, once it is over. Raises CannotHonour."""
    locked = _lock(term)
    if locked.state not in (State.DONE, State.MISSED):
        raise CannotHonour(_("a term is rated when it is over"))
    if not 1 <= rating <= 5:
        raise CannotHonour(_("a rating is a number from 1 to 5"))
    if locked.rating != rating:
        before, locked.rating = locked.rating, rating
        locked.save(update_fields=["rating"])
        _record("duty.rated", locked, {"rating": before}, {"rating": rating}, by=by, at=at)
    return locked


@transaction.atomic
def give_reward(
    *,
    term: Term,
    kind: str,
    what: str,
    cents: int,
    source: str,
    given_on: date | None,
    today: date,
    by: Actor,
    at: datetime,
) -> Term:
    """Write down what was given, worth how much, from which fund, and when; correcting it later is possible.

    An honour alone is no reward: without a thing and a day nothing is written. Raises CannotHonour.
    """
    locked = _lock(term)
    what, source = what.strip(), source.strip()
    if locked.state != State.DONE:
        raise CannotHonour(_("a reward is given for a term that is over and was not missed"))
    if not what or kind not in set(RewardKind):
        raise CannotHonour(_("say what was given: a thing, money, a fee waived, a coupon or points"))
    if given_on is None or given_on > today:
        raise CannotHonour(_("say on which day it was given: a promise is not yet a reward"))
    if not source:
        raise CannotHonour(_("say which fund it was paid from"))
    if max(len(what), len(source)) > MAX_REWARD or not 0 <= cents <= MOST_CENTS:
        raise CannotHonour(_("say it in at most %(n)s characters") % {"n": MAX_REWARD})
    is_first = locked.reward_state != Reward.GIVEN
    locked.reward_kind, locked.reward_what, locked.reward_cents = kind, what, cents
    locked.reward_source, locked.given_on, locked.reward_state = source, given_on, Reward.GIVEN
    locked.save()
    after = {"kind": kind, "cents": cents, "on": given_on.isoformat()}
    _record("duty.rewarded", locked, {}, after, by=by, at=at)
    if is_first:
        log.append_one(
            facts.DutyRewarded(term=locked.id, worth_cents=cents),
            by=by,
            at=at,
            community=locked.community_id,
            member=locked.member_id,
        )
    return locked


@transaction.atomic
def judge(*, term: Term, is_done: bool, by: Actor, at: datetime) -> Term:
    """The team knows better: a term that counts as missed was done, or the other way round.

    A reward that was given already stays. Raises CannotHonour.
    """
    locked = _lock(term)
    if locked.state not in (State.DONE, State.MISSED) or locked.member_id is None:
        raise CannotHonour(_("only a term that is over, and that somebody had, was done or missed"))
    wanted = State.DONE if is_done else State.MISSED
    if locked.state != wanted:
        before, locked.state = locked.state, wanted
        if locked.reward_state != Reward.GIVEN:
            promised = is_done and locked.reward_what
            locked.reward_state = Reward.PROMISED if promised else Reward.NONE
        locked.save(update_fields=["state", "reward_state"])
        _record("duty.judged", locked, {"state": before}, {"state": wanted}, by=by, at=at)
    return locked


def _lock(term: Term) -> Term:
    found: Term = Term.objects.select_for_update().get(id=term.id)
    return found


def _record(
    action: str, term: Term, before: dict[str, object], after: dict[str, object], *, by: Actor, at: datetime
) -> None:
    audit.record(action, subject=f"duty_term:{term.id}", by=by, at=at, before=before, after=after)
