"""Opening an activity: checked, written once, and told in its group."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import planning
from linli.facts.activities import ActivityOpened
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.run.activities import rules
from linli.run.activities.models import Activity

SENDER = "activities"
LONGEST = timedelta(days=366)
TOLD_WITHIN = timedelta(hours=2)


class CannotOpen(Refusal):
    """The activity makes no sense as it is."""


class NewActivity(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be opened in a group.

    texts      by language; "" is for everybody
    answer     of a quiz: the right option, by its words or its number
    is_told    say it in the group, with how to take part; otherwise somebody else does
    """

    key: str
    kind: str
    group: int
    texts: Mapping[str, str]
    closes_at: datetime
    title: str = ""
    options: Sequence[str] = ()
    answer: str = ""
    capacity: int | None = None
    points: int = 0
    origin: str = ""
    source: str = SENDER
    is_told: bool = True


@transaction.atomic
def open_activity(*, new: NewActivity, by: Actor, at: datetime) -> Activity:
    """Open an activity; the same key opens it once. Raises CannotOpen with what to mend."""
    known: Activity | None = Activity.objects.filter(key=new.key).first()
    if known is not None:
        return known
    _check(new, at)
    group = communities.get_group(new.group)
    try:
        with transaction.atomic():
            made: Activity = Activity.objects.create(
                key=new.key,
                kind=new.kind,
                community_id=group.community_id,
                group_id=group.id,
                title=new.title.strip(),
                texts=dict(new.texts),
                options=[one.strip() for one in new.options],
                answer=rules.right_option(new.answer, new.options) if new.kind == "quiz" else 0,
                capacity=new.capacity,
                points=new.points,
                origin=new.origin,
                token=secrets.token_urlsafe(12),
                opened_at=at,
                opened_by=by.code,
                closes_at=new.closes_at,
            )
    except IntegrityError:
        found: Activity = Activity.objects.get(key=new.key)
        return found
    _tell(made, new, language=group.community.language, by=by, at=at)
    log.append_one(
        ActivityOpened(made.id, made.kind, made.origin),
        by=by,
        at=at,
        community=made.community_id,
        group=made.group_id,
    )
    audit.record("activities.opened", subject=f"activity:{made.id}", by=by, at=at, after={"kind": made.kind})
    return made


def invitation(kind: str, options: Sequence[str], language: str) -> str:
    """How to take part from the chat, under the words of an activity."""
    is_chinese = language.lower().startswith("zh")
    listed = "\n".join(f"{number}. {option}" for number, option in enumerate(options, start=1))
    how = _HOW[kind][0 if is_chinese else 1]
    return f"{listed}\n{how}" if listed else how


_HOW = {
    "poll": ("回复序号投票。", "Answer with a number to vote."),
    "vote": ("回复序号投票。", "Answer with a number to vote."),
    "quiz": ("回复序号作答，每人一次。", "Answer with a number; everybody has one try."),
    "sign_up": ("回复「报名」参加。", "Answer “sign up” to take part."),
    "check_in": ("发「打卡」加一句今天做了什么。", "Say “done” and what you did today."),
}


def _check(new: NewActivity, at: datetime) -> None:
    if new.kind not in rules.KINDS or new.kind == "survey":
        known = ", ".join(kind for kind in rules.KINDS if kind != "survey")
        raise CannotOpen(
            _("there is no activity “{kind}”; use one of {known}").format(kind=new.kind[:20], known=known)
        )
    if not any(text.strip() for text in new.texts.values()):
        raise CannotOpen(_("an activity needs words that say what it is about"))
    if not at < new.closes_at <= at + LONGEST:
        raise CannotOpen(_("an activity closes later than now and within a year; choose another time"))
    _check_options(new)
    if new.capacity is not None and not 1 <= new.capacity <= 100_000:
        raise CannotOpen(_("the number of places is from 1 to 100,000; leave it empty for no limit"))
    if not 0 <= new.points <= 10_000:
        raise CannotOpen(_("the points for taking part are from 0 to 10,000"))


def _check_options(new: NewActivity) -> None:
    plain = [one.strip() for one in new.options]
    if new.kind in rules.CHOOSING and not 2 <= len(plain) <= rules.MOST_OPTIONS:
        raise CannotOpen(_("two to nine options are needed, so that there is something to choose"))
    if new.kind not in rules.CHOOSING and plain:
        raise CannotOpen(_("only polls, votes and quizzes have options; take them out"))
    if any(not one or len(one) > 120 for one in plain) or len(set(plain)) < len(plain):
        raise CannotOpen(_("every option has words of its own, up to 120 characters"))
    if new.kind == "quiz" and not rules.right_option(new.answer, plain):
        raise CannotOpen(
            _("the right answer of a quiz is one of its options; name it by its words or number")
        )


def _tell(made: Activity, new: NewActivity, *, language: str, by: Actor, at: datetime) -> None:
    if not new.is_told or made.group_id is None:
        return
    words = new.texts.get(language) or new.texts.get("") or next(iter(new.texts.values()))
    text = "\n".join(
        part for part in (made.title, words, invitation(made.kind, made.options, language)) if part
    )
    planning.plan(
        [
            planning.Plan(
                key=f"activity:{made.id}",
                group=made.group_id,
                payload=SendMessage(text=text),
                due_at=at,
                late_after=min(made.closes_at, at + TOLD_WITHIN),
                origin=made.origin or f"activity:{made.id}",
                source=new.source,
            )
        ],
        by=by,
        at=at,
    )
