"""Lets events happen at moments a test chooses, and shows what runs made of them."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

import msgspec
from django.db import transaction

from linli.connect.gateway.models import Effect
from linli.facts.members import MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted
from linli.kernel.events.event import Event
from linli.people.members.models import Membership
from linli.people.tasks.actions import closing
from linli.people.tasks.models import Task
from linli.run.growth.models import Entry
from linli.run.playbooks import reactions
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.actions.advancing import advance_due
from linli.run.playbooks.models import Run, StepVisit
from tests.cast import ROOM, events_after

ANSWERS = ("task.closed", "effect.sent", "effect.failed", "effect.suppressed")
HEAD = """\
kind: playbook
id: {id}
subject: membership
class: service
trigger: {{event: membership.joined}}
"""


def document(steps, *, id="hello", more=""):
    """A playbook of these steps (YAML, a list without indentation)."""
    return HEAD.format(id=id) + more + "steps:\n" + steps


class Stage:
    def __init__(self, cast):
        self.cast = cast
        self.start = cast.at + timedelta(days=1)
        self._positions = count(1)
        self._heard = 0

    def publish(self, source, *, at=None):
        return publishing.publish(source=source, by=self.cast.by_lin, at=at or self.cast.at)

    def event(self, fact, member=None, *, after=timedelta(), id=None, group="cast", origin="platform"):
        at = self.start + after
        return Event(
            position=next(self._positions),
            id=id or uuid4(),
            org=self.cast.org.id,
            kind=fact.kind,
            occurred_at=at,
            recorded_at=at,
            community=self.cast.community.id,
            group=self.cast.group.id if group == "cast" else group,
            member=(member or self.cast.momo).id,
            actor="platform",
            origin=origin,
            cause=None,
            depth=0,
            key=None,
            fact=fact,
        )

    def happen(self, *events):
        """Hand events to the reaction, in one delivery."""
        with transaction.atomic():
            reactions.drive_runs(list(events))

    def join(self, member=None, *, after=timedelta(), id=None, **more):
        """Somebody joins; their stay is open."""
        member = member or self.cast.momo
        Membership.objects.filter(member=member, left_at=None).update(joined_at=self.start + after)
        event = self.event(MembershipJoined(ROOM, **more), member, after=after, id=id)
        self.happen(event)
        return event

    def leave(self, member=None, *, after=timedelta()):
        event = self.event(MembershipLeft(ROOM), member, after=after)
        self.happen(event)
        return event

    def say(self, text, member=None, *, after=timedelta(), id=None):
        id = id or uuid4()
        event = self.event(MessagePosted(f"m-{id}", ROOM, text), member, after=after, id=id)
        self.happen(event)
        return event

    def task(self):
        """The newest task."""
        return Task.objects.order_by("-id").first()

    def answer(self, outcome="done", form=None, *, by=None, after=timedelta()):
        """Somebody does the newest task, and the runs hear of it."""
        by = by or self.cast.by_cheng
        closing.complete_task(
            task=self.task().id, outcome=outcome, form=form or {}, by=by, at=self.start + after
        )
        self.hear_answers(after=after)

    def hear_answers(self, *, after=timedelta()):
        """Let runs hear what came of tasks and posts since the last time."""
        heard = [one for one in events_after(self._heard) if one.kind in ANSWERS]
        self._heard = max([self._heard, *(one.position for one in heard)])
        at = self.start + after
        with transaction.atomic():
            reactions.hear_answers([msgspec.structs.replace(one, recorded_at=at) for one in heard])

    def hear_outbox(self):
        """Let the room hear of the newest thing the outbox said about senders."""
        said = [event for event in events_after() if event.kind.startswith("sending.")]
        reactions.pause_with_the_outbox(said[-1:])

    def wake(self, after):
        """Let the scheduler look at a moment."""
        return advance_due(at=self.start + after)

    def runs(self):
        return list(Run.objects.order_by("id"))

    def run(self):
        return Run.objects.get()

    def path(self, run=None):
        """The steps that were visited, in order."""
        found = StepVisit.objects.order_by("id")
        return list((found.filter(run=run) if run else found).values_list("step", flat=True))

    def posts(self, *states):
        """The texts in the outbox, in order."""
        found = Effect.objects.filter(state__in=states) if states else Effect.objects.all()
        return [effect.payload["text"] for effect in found.order_by("id")]

    def awards(self):
        """Points of the entries in the ledger."""
        return list(Entry.objects.order_by("id").values_list("amount", flat=True))
