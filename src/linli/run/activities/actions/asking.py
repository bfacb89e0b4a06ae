"""Surveys: one member is asked in private, not too often, and answers on the phone."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import planning
from linli.facts.activities import SurveyAnswered, SurveyAsked
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor
from linli.run.activities.models import Activity, Part
from linli.run.activities.queries import activities

LONGEST_ANSWER = 2000
MOST_QUESTIONS = 12


class CannotAnswer(Refusal):
    """The survey is over, or an answer does not fit its question."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question. Types: text, number, choice, yes_no, date."""

    field: str
    type: str = "text"
    label: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()


class NewSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """What a member is asked; `any_gap`, `this_gap`: not so soon after any survey, or after this one."""

    key: str
    code: str
    member: int
    community: int
    group: int | None
    text: str
    questions: Sequence[Question]
    closes_at: datetime
    any_gap: timedelta = timedelta()
    this_gap: timedelta = timedelta()
    origin: str = ""
    source: str = "surveys"


class Asked(msgspec.Struct, frozen=True):
    """The survey, or why it was not asked: "any" or "this" was asked too recently."""

    activity: int | None
    reason: str = ""


@transaction.atomic
def ask(*, new: NewSurvey, by: Actor, at: datetime) -> Asked:
    """Ask a member in a direct message with a link of their own; the same key asks once."""
    known: Activity | None = Activity.objects.filter(key=new.key).first()
    if known is not None:
        return Asked(known.id)
    reason = activities.asked_since(
        member=new.member, code=new.code, any_gap=new.any_gap, this_gap=new.this_gap, at=at
    )
    if reason:
        return Asked(None, reason)
    made = _insert(new, by=by, at=at)
    if made is None:
        return Asked(Activity.objects.get(key=new.key).id)
    planning.plan([_message(new, made, at)], by=by, at=at)
    log.append_one(
        SurveyAsked(made.id, made.code),
        by=by,
        at=at,
        community=new.community,
        group=new.group,
        member=new.member,
    )
    return Asked(made.id)


@transaction.atomic
def answer(*, survey: Activity, given: Mapping[str, str], by: Actor, at: datetime) -> Part:
    """Keep what a member answered; again until the survey closes. CannotAnswer writes nothing."""
    locked: Activity = Activity.objects.select_for_update().get(id=survey.id)
    if locked.state != "open" or at >= locked.closes_at or locked.member_id is None:
        raise CannotAnswer(_("this survey is over; thank you for looking in"))
    questions = msgspec.convert(locked.questions, list[Question])
    answers = {one.field: _checked(one, given.get(one.field, "").strip()) for one in questions}
    kept = {name: value for name, value in answers.items() if value not in ("", None)}
    part, is_new = Part.objects.update_or_create(
        activity=locked,
        member_id=locked.member_id,
        defaults={"answers": kept, "changed_at": at},
        create_defaults={"answers": kept, "via": "phone", "at": at},
    )
    if is_new:
        log.append_one(
            SurveyAnswered(locked.id, locked.code, _score(questions, kept), locked.origin),
            by=by,
            at=at,
            community=locked.community_id,
            group=locked.group_id,
            member=locked.member_id,
        )
    found: Part = part
    return found


def _insert(new: NewSurvey, *, by: Actor, at: datetime) -> Activity | None:
    try:
        with transaction.atomic():
            made: Activity = Activity.objects.create(
                key=new.key,
                kind="survey",
                code=new.code,
                community_id=new.community,
                group_id=None,
                member_id=new.member,
                texts={"": new.text},
                questions=msgspec.to_builtins(list(new.questions)[:MOST_QUESTIONS]),
                origin=new.origin,
                token=secrets.token_urlsafe(18),
                opened_at=at,
                opened_by=by.code,
                closes_at=new.closes_at,
            )
    except IntegrityError:
        return None
    return made


def _message(new: NewSurvey, made: Activity, at: datetime) -> planning.Plan:
    link = f"{settings.PUBLIC_URL}/m/survey/{made.token}/"
    return planning.Plan(
        key=f"survey:{made.id}",
        group=new.group,
        member=new.member,
        payload=SendMessage(text=f"{new.text}\n{link}"),
        message_class="nurture",
        surface="dm",
        due_at=at,
        late_after=new.closes_at,
        origin=new.origin or f"activity:{made.id}",
        source=new.source,
    )


def _checked(question: Question, value: str) -> str | int:
    called = question.label or question.field
    if not value:
        if question.is_required:
            raise CannotAnswer(_("“{question}” needs an answer").format(question=called))
        return ""
    if len(value) > LONGEST_ANSWER:
        words = _("the answer to “{question}” is longer than {most} characters; shorten it")
        raise CannotAnswer(words.format(question=called, most=LONGEST_ANSWER))
    if question.type == "number":
        if not value.isascii() or not value.lstrip("-").isdigit() or len(value) > 9:
            raise CannotAnswer(_("“{question}” needs a whole number").format(question=called))
        return int(value)
    if question.type == "choice" and value not in question.choices:
        raise CannotAnswer(_("choose one of the answers to “{question}”").format(question=called))
    return value


def _score(questions: Sequence[Question], answers: Mapping[str, str | int]) -> int:
    numbers = (answers.get(one.field) for one in questions if one.type == "number")
    return next((one for one in numbers if isinstance(one, int)), -1)
