"""Discussions: planned with a reserve, opened, switched to the reserve when too few come, closed and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import planning
from linli.content.topics.models import Reserve, Session, Topic
from linli.content.topics.queries import sessions
from linli.content.topics.queries.sessions import Turnout
from linli.content.topics.rules import choosing
from linli.facts.fact import Fact
from linli.facts.topics import SessionClosed, SessionOpened, SessionPlanned, SessionSwitched
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities

SENDER = "topics"
SAID_WITHIN = timedelta(minutes=30)


class CannotHold(Refusal):
    """The discussion cannot be planned, opened, switched or closed so."""


@dataclass(frozen=True)
class Plan:
    """A discussion somebody plans. `reserve`: ids of topics, in the order they would be used."""

    group: int
    topic: Topic
    mode: str
    starts_at: datetime
    reserve: Sequence[int] = ()
    minutes: int = 40
    forecast: int = 0
    guests: str = ""
    rewards: str = ""
    host_staff: int | None = None
    host_member: int | None = None


@transaction.atomic
def plan(*, wanted: Plan, by: Actor, at: datetime) -> Session:
    """Put a discussion down. A formal one needs a topic in reserve (C125); raises CannotHold."""
    reserve = [id for id in dict.fromkeys(wanted.reserve) if id != wanted.topic.id]
    _check(wanted, reserve, at)
    group = communities.get_group(wanted.group)
    made: Session = Session.objects.create(
        community_id=group.community_id,
        group_id=group.id,
        topic=wanted.topic,
        planned_topic=wanted.topic,
        mode=wanted.mode,
        starts_at=wanted.starts_at,
        minutes=wanted.minutes,
        forecast=wanted.forecast,
        guests=wanted.guests.strip()[:200],
        rewards=wanted.rewards.strip()[:200],
        host_staff_id=wanted.host_staff,
        host_member_id=wanted.host_member,
        made_by=by.code,
    )
    Reserve.objects.bulk_create(
        [Reserve(session=made, topic_id=id, position=number) for number, id in enumerate(reserve)]
    )
    _tell(made, SessionPlanned(made.id, made.topic_id, made.mode), by, at)
    _audit("topics.session_planned", made, by, at)
    return made


@transaction.atomic
def open_session(*, session: Session, by: Actor, at: datetime) -> Session:
    """Begin: the point and the first question are said in the group."""
    locked = _lock(session, "planned", _("this discussion has begun or is over already"))
    if choosing.missing_backups(locked.mode, sessions.count_reserves([locked.id])[locked.id]):
        raise CannotHold(_("a formal discussion needs a topic in reserve before it begins: add one"))
    locked.state, locked.opened_at = "open", at
    locked.save(update_fields=["state", "opened_at"])
    _say(locked, locked.topic, "open", by=by, at=at)
    _tell(locked, SessionOpened(locked.id, locked.topic_id), by, at)
    _audit("topics.session_opened", locked, by, at)
    return locked


@transaction.atomic
def switch(*, session: Session, by: Actor, at: datetime) -> Session:
    """Go on with the next topic in reserve, and say so in the group."""
    locked = _lock(session, "open", _("only a discussion that goes on can switch to its reserve"))
    reserve = Reserve.objects.filter(session=locked, used_at=None).select_related("topic")
    first = reserve.order_by("position", "id").first()
    if first is None:
        raise CannotHold(_("every topic in reserve is used; close the discussion, or talk on"))
    Reserve.objects.filter(id=first.id).update(used_at=at)
    locked.topic = first.topic
    locked.save(update_fields=["topic"])
    _say(locked, first.topic, f"switch-{first.position}", by=by, at=at)
    _tell(locked, SessionSwitched(locked.id, first.topic_id), by, at)
    _audit("topics.session_switched", locked, by, at)
    return locked


@transaction.atomic
def close(*, session: Session, summary: str, depth: str, by: Actor, at: datetime) -> Session:
    """End it and keep what came of it. `depth` "": by the numbers."""
    locked = _lock(session, "open", _("only a discussion that goes on can be closed"))
    if depth not in ("", "shallow", "suitable", "deep"):
        raise CannotHold(_("choose how deep it went"))
    turnout = sessions.turnouts([locked], at=at).get(locked.id, Turnout())
    locked.state, locked.closed_at = "done", at
    locked.summary, locked.depth = summary.strip()[:5000], depth or turnout.depth
    locked.save(update_fields=["state", "closed_at", "summary", "depth"])
    fact = SessionClosed(locked.id, locked.topic_id, "done", turnout.speakers, turnout.messages)
    _tell(locked, fact, by, at)
    _audit("topics.session_closed", locked, by, at)
    return locked


@transaction.atomic
def cancel(*, session: Session, by: Actor, at: datetime) -> None:
    """Call a planned discussion off."""
    locked = _lock(session, "planned", _("this discussion has begun or is over already"))
    locked.state, locked.closed_at = "cancelled", at
    locked.save(update_fields=["state", "closed_at"])
    _tell(locked, SessionClosed(locked.id, locked.topic_id, "cancelled"), by, at)
    _audit("topics.session_cancelled", locked, by, at)


def _check(wanted: Plan, reserve: Sequence[int], at: datetime) -> None:
    if wanted.mode not in ("formal", "casual"):
        raise CannotHold(_("a discussion is formal or casual"))
    if wanted.starts_at <= at:
        raise CannotHold(_("a discussion begins later than now; choose another time"))
    if missing := choosing.missing_backups(wanted.mode, len(reserve)):
        words = ngettext(
            "a formal discussion needs {n} topic in reserve, for when too few come: choose one",
            "a formal discussion needs {n} topics in reserve, for when too few come: choose them",
            missing,
        )
        raise CannotHold(words.format(n=missing))
    if Topic.objects.filter(id__in=reserve).exclude(state="retired").count() < len(reserve):
        raise CannotHold(_("a topic in reserve is not there any more; choose another"))
    if not 5 <= wanted.minutes <= 600 or not 0 <= wanted.forecast <= 1_000_000:
        raise CannotHold(_("a discussion takes 5 to 600 minutes"))


def _lock(session: Session, state: str, otherwise: str) -> Session:
    locked: Session = (
        Session.objects.select_for_update(of=["self"]).select_related("topic").get(id=session.id)
    )
    if locked.state != state:
        raise CannotHold(otherwise)
    return locked


def _say(session: Session, topic: Topic, part: str, *, by: Actor, at: datetime) -> None:
    first = next((one["text"] for one in topic.guide if one["layer"] == "easy"), "")
    planning.plan(
        [
            planning.Plan(
                key=f"session:{session.id}/{part}",
                group=session.group_id,
                payload=SendMessage(text="\n".join(line for line in (topic.point, first) if line)),
                due_at=at,
                late_after=at + SAID_WITHIN,
                origin=f"session:{session.id}",
                source=SENDER,
            )
        ],
        by=by,
        at=at,
    )


def _tell(session: Session, fact: Fact, by: Actor, at: datetime) -> None:
    log.append_one(fact, by=by, at=at, community=session.community_id, group=session.group_id)


def _audit(action: str, session: Session, by: Actor, at: datetime) -> None:
    audit.record(action, subject=f"session:{session.id}", by=by, at=at, after={"state": session.state})
