"""What people decide about an application; of two at once only one counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.entry import (
    ApplicationAccepted,
    ApplicationAsked,
    ApplicationOffered,
    ApplicationRefused,
    ApplicationWaitlisted,
)
from linli.facts.fact import Fact
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities import queries as communities
from linli.people.communities.models import Group
from linli.people.entry import refusals
from linli.people.entry.actions import admitting
from linli.people.entry.models import Application
from linli.people.entry.queries import capacity, policies
from linli.people.entry.rules import states
from linli.people.entry.rules.policy import Policy

LONGEST_WORDS = 1_000


@dataclass(frozen=True)
class Bulk:
    """What became of many decisions at once: how many, and a sentence for each that was refused."""

    done: int
    refused: tuple[str, ...]


@transaction.atomic
def accept(*, application_id: int, by: Actor, at: datetime, words: str = "") -> Application:
    """Take somebody in. Raises AlreadyDecided, IsFull and BadDecision."""
    _check_words(words)
    one = _decidable(application_id)
    one.words = words.strip()
    return let_in(one, by=by, at=at)


@transaction.atomic
def refuse(*, application_id: int, reason: str, by: Actor, at: datetime, words: str = "") -> Application:
    """Refuse an application: the code is told to the log, the words to the applicant only.

    Raises AlreadyDecided and BadDecision.
    """
    if reason not in states.REASONS:
        raise refusals.BadDecision(_("choose why the application is refused"))
    _check_words(words)
    one = _decidable(application_id)
    one.reason, one.words = reason, words.strip()
    close(one, states.REFUSED, by=by, at=at)
    admitting.turn_away(one, by=by, at=at)
    _tell(one, ApplicationRefused(application=one.pk, reason=reason), by, at)
    _audit(one, "refused", by, at, reason)
    return one


@transaction.atomic
def ask(*, application_id: int, question: str, by: Actor, at: datetime) -> Application:
    """Ask the applicant something; they answer on their phone page. Raises AlreadyDecided and BadDecision."""
    if not question.strip():
        raise refusals.BadDecision(_("write what you want to know"))
    _check_words(question)
    one = _decidable(application_id)
    one.question, one.reply, one.state = question.strip(), "", states.ASKED
    one.save(update_fields=["question", "reply", "state"])
    _tell(one, ApplicationAsked(application=one.pk), by, at)
    _audit(one, "asked", by, at)
    return one


@transaction.atomic
def put_on_list(*, application_id: int, by: Actor, at: datetime) -> Application:
    """Let somebody wait for a place. Raises AlreadyDecided."""
    one = _decidable(application_id)
    _wait(one, by, at)
    _audit(one, "waitlisted", by, at)
    return one


def decide_many(
    *, application_ids: Sequence[int], decision: str, reason: str = "", by: Actor, at: datetime
) -> Bulk:
    """The same decision for many, each by itself: `accept`, `refuse` or `wait`. What fails is told."""
    done, problems = 0, []
    for id in dict.fromkeys(application_ids):
        try:
            _decide_one(id, decision, reason, by, at)
            done += 1
        except Refusal as refusal:
            problems.append(str(refusal))
    return Bulk(done, tuple(dict.fromkeys(problems)))


def decide_by_itself(one: Application, policy: Policy, *, missing: Sequence[str], at: datetime) -> None:
    """Accept what the policy says needs no person; where it is full, they wait in line.

    An application that just came in only; called in its transaction.
    """
    is_enough = policy.auto_accept_from is not None and one.score >= policy.auto_accept_from
    if not (policy.mode == "open" or (is_enough and not missing)):
        return
    try:
        with transaction.atomic():
            let_in(one, by=SYSTEM, at=at, is_automatic=True)
    except refusals.IsFull:
        _wait(one, SYSTEM, at)


def let_in(one: Application, *, by: Actor, at: datetime, is_automatic: bool = False) -> Application:
    """Accept a locked application if there is a place, and plan that the platform lets them in."""
    policy = policies.version(one.community_id, one.policy_version).policy
    group = locked_group(one.community_id, policy)
    space = capacity.space_of(group, at=at)
    if one.state != states.OFFERED and not space.has_room:
        raise refusals.IsFull(space.capacity or 0)
    one.group_id = group.id if group else None
    close(one, states.ACCEPTED, by=by, at=at)
    if group is not None:
        admitting.plan_admission(one, group, by=by, at=at)
    fact = ApplicationAccepted(
        application=one.pk, score=one.score, is_automatic=is_automatic, campaign=one.campaign_id or 0
    )
    _tell(one, fact, by, at)
    if not is_automatic:
        _audit(one, "accepted", by, at)
    return one


def close(one: Application, state: str, *, by: Actor, at: datetime) -> None:
    """Write an end of a locked application down."""
    one.state, one.open_key = state, None
    one.decided_at, one.decided_by = at, by.code
    one.offer_until = None
    one.save()


def locked_group(community_id: int, policy: Policy) -> Group | None:
    """The group people are let into, locked: places are given one after another."""
    community = communities.get_community(community_id)
    found = capacity.target_group(community, policy)
    if found is None:
        return None
    group: Group = Group.objects.select_for_update().get(id=found.id)
    return group


def offer(one: Application, *, group: int | None, hours: int, at: datetime) -> None:
    """Keep a place in the group for a locked application that waits."""
    one.state, one.group_id, one.offer_until = states.OFFERED, group, at + timedelta(hours=hours)
    one.save(update_fields=["state", "group_id", "offer_until"])
    admitting.tell_of_offer(one, at=at)
    _tell(one, ApplicationOffered(application=one.pk, hours=hours), SYSTEM, at)


def _decide_one(id: int, decision: str, reason: str, by: Actor, at: datetime) -> None:
    if decision == "accept":
        accept(application_id=id, by=by, at=at)
    elif decision == "refuse":
        refuse(application_id=id, reason=reason, by=by, at=at)
    else:
        put_on_list(application_id=id, by=by, at=at)


def _decidable(application_id: int) -> Application:
    found: Application | None = (
        Application.objects.select_for_update(of=("self",)).filter(id=application_id).first()
    )
    if found is None:
        raise refusals.NoSuchApplication
    if found.state == states.DRAFT:
        raise refusals.NotSentYet
    if found.state not in states.DECIDABLE:
        raise refusals.AlreadyDecided(found.state)
    return found


def _wait(one: Application, by: Actor, at: datetime) -> None:
    if one.state == states.WAITING:
        return
    one.state, one.waits_from, one.offer_until = states.WAITING, at, None
    one.save(update_fields=["state", "waits_from", "offer_until"])
    _tell(one, ApplicationWaitlisted(application=one.pk), by, at)


def _check_words(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        sentence = _("these words are too long: at most %(n)s characters")
        raise refusals.BadDecision(sentence % {"n": LONGEST_WORDS})


def _tell(one: Application, fact: Fact, by: Actor, at: datetime) -> None:
    log.append_one(fact, by=by, at=at, community=one.community_id, group=one.group_id, member=one.member_id)


def _audit(one: Application, what: str, by: Actor, at: datetime, reason: str = "") -> None:
    after = {"application": one.pk, **({"reason": reason} if reason else {})}
    audit.record(f"application.{what}", subject=f"member:{one.member_id}", by=by, at=at, after=after)
