"""What an applicant does: begin, save, send, answer a question, take a place, take it all back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.facts.entry import ApplicationReceived, ApplicationWithdrawn
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.communities.models import Community
from linli.people.consent import presets
from linli.people.consent.actions import recording
from linli.people.consent.rules import Where
from linli.people.entry import refusals
from linli.people.entry.actions import deciding, fees, scoring
from linli.people.entry.models import Application, EntryLink
from linli.people.entry.queries import applications, asked, capacity, policies
from linli.people.entry.rules import states
from linli.people.entry.rules.policy import Policy
from linli.people.entry.rules.scoring import Given
from linli.people.members.actions import keeping
from linli.people.members.actions.keeping import Newcomer
from linli.people.profiles.actions import answering

LONGEST = 2_000
LONGEST_LINK = 500
MOST_STARTED = 60
STARTED_IN = timedelta(minutes=10)
Answers = Mapping[str, str | Sequence[str]]


@transaction.atomic
def start(
    *, link: EntryLink, community: Community, member_id: int, name: str, by: Actor, at: datetime
) -> Application:
    """Begin an application, or go on with the open one. The applicant agreed that their data is used for it.

    Raises NotOpen, IsInside and TooManyApplications.
    """
    keeping.add_members([Newcomer(member_id, name, False, at)])
    if known := applications.find_open([member_id], community.id):
        return known
    held = policies.published(community.id)
    _check_open(held.policy, held.version, link)
    if capacity.is_inside(member_id, community.id):
        raise refusals.IsInside
    _check_rush(community.id, at)
    recording.give(
        member=member_id,
        purposes=[presets.SERVICE, presets.PROFILE],
        where=Where.APPLICATION,
        by=by,
        at=at,
    )
    return _make(link, community.id, member_id, held.version, at)


@transaction.atomic
def save(
    *,
    application: Application,
    profile: Answers,
    given: Mapping[str, Given],
    by: Actor,
    at: datetime,
) -> Application:
    """Keep what was filled in so far; nothing of it is required yet. Raises BadApplication.

    Fields and criteria nobody asked for are left out.
    """
    locked = _locked(application)
    if locked.state != states.DRAFT:
        return locked
    policy = policies.version(locked.community_id, locked.policy_version).policy
    form = asked.asked(locked.community_id, policy)
    try:
        answering.answer(
            member_id=locked.member_id,
            values=_answered(form, profile),
            source="member",
            by=by,
            at=at,
        )
    except answering.BadAnswers as refusal:
        problems = {f"field:{code}": said for code, said in refusal.problems.items()}
        raise refusals.BadApplication(problems) from None
    kept = {one.id: _checked(one.id, given[one.id]) for one in form.criteria if one.id in given}
    locked.answers = {**locked.answers, **{id: msgspec.to_builtins(one) for id, one in kept.items()}}
    locked.save(update_fields=["answers"])
    return locked


@transaction.atomic
def send(*, application: Application, has_agreed: bool, by: Actor, at: datetime) -> Application:
    """Hand the application in; sent twice, it is in once. Raises BadApplication naming what is missing."""
    locked = _locked(application)
    if locked.state != states.DRAFT:
        return locked
    held = policies.version(locked.community_id, locked.policy_version)
    problems = _missing(locked, held.policy, has_agreed=has_agreed)
    if problems:
        raise refusals.BadApplication(problems)
    rules = communities.current_rules(locked.community_id)
    locked.rules_version = rules.version if rules and has_agreed else 0
    locked.state, locked.sent_at = states.RECEIVED, at
    locked.answer_by = states.answer_by(at, hours=held.policy.answer_hours)
    locked.save(update_fields=["rules_version", "state", "sent_at", "answer_by"])
    fees.open_fee(application=locked, policy=held.policy, by=by, at=at)
    scored = scoring.rescore(locked, held.policy)
    fact = ApplicationReceived(
        application=locked.pk, score=scored.total, source=locked.source, campaign=locked.campaign_id or 0
    )
    _tell(locked, fact, by, at)
    deciding.decide_by_itself(locked, held.policy, missing=scored.missing, at=at)
    return locked


@transaction.atomic
def reply(*, application: Application, text: str, by: Actor, at: datetime) -> Application:
    """Answer the question of the people who decide. Raises BadApplication."""
    locked = _locked(application)
    if locked.state != states.ASKED:
        return locked
    words = text.strip()
    if not words or len(words) > LONGEST:
        sentence = _("Write an answer of at most {n} characters.").format(n=LONGEST)
        raise refusals.BadApplication({"reply": sentence})
    locked.reply, locked.state = words, states.RECEIVED
    locked.save(update_fields=["reply", "state"])
    return locked


@transaction.atomic
def take_place(*, application: Application, by: Actor, at: datetime) -> Application:
    """Take the place that is kept. Raises OfferIsOver."""
    locked = _locked(application)
    if locked.state == states.ACCEPTED:
        return locked
    if locked.state != states.OFFERED or locked.offer_until is None or locked.offer_until <= at:
        raise refusals.OfferIsOver
    return deciding.let_in(locked, by=by, at=at, is_automatic=True)


@transaction.atomic
def withdraw(*, application: Application, by: Actor, at: datetime) -> Application:
    """Take an application back. Safe to repeat; what was decided stays."""
    locked = _locked(application)
    if locked.state in states.OPEN:
        deciding.close(locked, states.WITHDRAWN, by=by, at=at)
        _tell(locked, ApplicationWithdrawn(application=locked.pk), by, at)
    return locked


def _check_open(policy: Policy, version: int, link: EntryLink) -> None:
    if not version:
        raise refusals.NotOpen(_("Nobody can apply here yet."))
    if policy.mode == "invitation" and link.inviter_member_id is None:
        raise refusals.NotOpen(
            _("This community takes people in by a member's invitation: ask somebody who is in.")
        )


def _check_rush(community_id: int, at: datetime) -> None:
    started = Application.objects.filter(community_id=community_id, started_at__gt=at - STARTED_IN)
    if started.count() >= MOST_STARTED:
        raise refusals.TooManyApplications


def _make(link: EntryLink, community_id: int, member_id: int, version: int, at: datetime) -> Application:
    source = "invitation" if link.inviter_member_id else "campaign" if link.campaign_id else "link"
    try:
        with transaction.atomic():
            made: Application = Application.objects.create(
                member_id=member_id,
                community_id=community_id,
                open_key=f"{member_id}:{community_id}",
                source=source,
                link=link,
                campaign_id=link.campaign_id,
                inviter_member_id=link.inviter_member_id,
                policy_version=version,
                started_at=at,
            )
    except IntegrityError:
        found = applications.find_open([member_id], community_id)
        if found is None:
            raise
        return found
    return made


def _answered(form: asked.Asked, profile: Answers) -> dict[str, str | Sequence[str]]:
    """What was answered of what is asked; a needed field that is still empty is left for later."""
    needed = {one.code for one in (*form.needed, *form.optional) if one.is_required}
    return {
        code: value for code, value in profile.items() if code in form.codes and (value or code not in needed)
    }


def _missing(application: Application, policy: Policy, *, has_agreed: bool) -> dict[str, str]:
    """What is required and was not given, by the place in the form."""
    given = applications.given_of(application)
    form = asked.asked(application.community_id, policy)
    profile = asked.profile_of(application.member_id, [one.code for one in form.needed])
    required = {one.field for one in policy.criteria if one.kind == "attribute" and one.is_required}
    problems = {
        f"field:{one.code}": _("“{title}” is needed: fill it in.").format(title=one.name)
        for one in form.needed
        if (one.is_required or one.code in required) and not profile.get(one.code)
    }
    for one in form.criteria:
        mine = given.get(one.id, Given())
        if one.kind == "test" and (len(mine.choices) < len(one.questions) or -1 in mine.choices):
            problems[one.id] = _("Answer every question of “{title}”.").format(title=one.title)
        elif (
            one.is_required
            and one.kind != "test"
            and not (mine.link if one.needs_link else mine.text or mine.link)
        ):
            problems[one.id] = _("“{title}” is needed: fill it in.").format(title=one.title)
    if not has_agreed:
        problems["agreed"] = _("You can only come in if you agree to the goals and rules.")
    return problems


def _checked(id: str, given: Given) -> Given:
    link = given.link.strip()
    if len(given.text) > LONGEST or len(link) > LONGEST_LINK:
        sentence = _("This is too long: at most {n} characters.")
        raise refusals.BadApplication(
            {id: sentence.format(n=LONGEST if len(link) <= LONGEST_LINK else LONGEST_LINK)}
        )
    if link and not link.startswith(("https://", "http://")):
        raise refusals.BadApplication(
            {id: _("A link begins with https://, like https://example.com/my-work.")}
        )
    return Given(given.text.replace("\x00", "").strip(), link.replace("\x00", ""), given.choices[:50])


def _locked(application: Application) -> Application:
    found: Application | None = (
        Application.objects.select_for_update(of=("self",)).filter(id=application.pk).first()
    )
    if found is None:
        raise refusals.NoSuchApplication
    return found


def _tell(
    application: Application, fact: ApplicationReceived | ApplicationWithdrawn, by: Actor, at: datetime
) -> None:
    log.append_one(fact, by=by, at=at, community=application.community_id, member=application.member_id)
