"""A playbook carried out in memory: the same meaning as the engine's, nothing of its code.

It is what the engine is compared with, and what a simulation runs on. Nothing here knows a database: what is
known of people comes through `World`, what a run means to do goes out as `Intention`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from linli.kernel.conditions.values import Outer
from linli.run.playbooks import rules
from linli.run.playbooks.document.shapes import Playbook, Trigger
from linli.run.playbooks.document.step_shapes import END, HumanTask, Post, Wait
from linli.run.playbooks.rules import Entrance
from linli.run.playbooks.simulating.clock import Clock
from linli.run.playbooks.simulating.conditions import Conditions
from linli.run.playbooks.simulating.entering import Door, subject_of
from linli.run.playbooks.simulating.register import Register
from linli.run.playbooks.simulating.shapes import Happening, Intention, Place, Walk, World
from linli.run.playbooks.simulating.steps import Steps

RECHECK = timedelta(minutes=1)
BY_HAND = Trigger(is_manual=True)
Tell = Callable[[Intention, Walk], None]


class Reference:
    """One playbook, its runs and its clock.

    tell     hears of every intention
    recheck  how often a condition is looked at again that a run waits for
    arms     of its experiment, by unit: who came into one stays in it
    """

    def __init__(
        self,
        document: Playbook,
        world: World,
        *,
        tell: Tell | None = None,
        recheck: timedelta = RECHECK,
        arms: Mapping[str, str] | None = None,
    ) -> None:
        self.document = document
        self.world = world
        self.conditions = Conditions(document)
        self.clock = Clock()
        self.walks: list[Walk] = []
        self.skips: Counter[str] = Counter()
        self.intentions: list[Intention] = []
        self.recheck = recheck
        self.arms = arms or {}
        self._tell = tell
        self._of_subject: dict[str, list[Walk]] = defaultdict(list)
        self._register = Register(document.subject)
        self._steps = Steps(self)
        self._door = Door(document, world, self.conditions)
        self._step = {step.id: step for step in document.steps}

    # what happens to it

    def happen(self, event: Happening) -> None:
        """An event: moves the runs it concerns, then lets a new one begin."""
        for walk in self._register.about(event):
            self._hear(walk, event)
        for trigger in self.document.triggers:
            if trigger.event == event.kind and event.is_news:
                self.admit(trigger, event)

    def wake(self, at: datetime) -> None:
        """The scheduler looks at a moment; what was due before is done now."""
        self.clock.ring_late(at)

    def answer(self, walk: Walk, outcome: str, answers: Mapping[str, Outer], *, at: datetime) -> None:
        """A person did what the run waits for."""
        step = self._step[walk.step]
        if walk.state == "blocked_task" and isinstance(step, HumanTask):
            self._resume(walk, step.outcomes[outcome], outcome, at, answers)

    def start(
        self,
        place: Place,
        key: str,
        *,
        at: datetime,
        trigger: Trigger = BY_HAND,
        inputs: Mapping[str, Outer] | None = None,
        fields: Mapping[str, Outer] | None = None,
    ) -> None:
        """A person, the clock or an absence lets a run begin; `fields` are what is known of the occasion."""
        event = Happening(
            id=key,
            kind="",
            at=at,
            member=place.member,
            group=place.group,
            community=place.community,
            values=fields or {},
        )
        self.admit(trigger, event, inputs or {})

    # coming in

    def admit(self, trigger: Trigger, event: Happening, inputs: Mapping[str, Outer] | None = None) -> None:
        """Let a run begin, or count why it does not."""
        subject = subject_of(self.document.subject, event.member, event.group)
        if not subject or event.community is None:
            return
        place = Place(
            event.member if self.document.subject != "group" else None,
            event.group if self.document.subject != "person" else None,
            event.community,
        )
        past = self._of_subject[subject]
        key = self._door.key(trigger, event, place)
        if any(event.id in walk.used or walk.key == key for walk in past):
            return
        found = self._door.entrance(trigger, past, at=event.at)
        if found is Entrance.RESUME:
            self._go_on(past[-1], event)
        elif found is Entrance.MERGE:
            self._merge(past, event)
        elif found is not Entrance.START:
            self.skips[found.value] += 1
        elif reason := self._door.refusal(trigger, event, place):
            self.skips[reason] += 1
        else:
            self._begin(subject, key, event, place, inputs or {})

    def _begin(
        self, subject: str, key: str, event: Happening, place: Place, inputs: Mapping[str, Outer]
    ) -> None:
        past = self._of_subject[subject]
        walk = Walk(
            id=len(self.walks) + 1,
            place=place,
            subject=subject,
            key=key,
            run_no=len(past) + 1,
            started_at=event.at,
            began=(event.at, event.position),
            since=event.at,
            step=self.document.steps[0].id,
            event=event.values,
            inputs={f"input.{name}": value for name, value in inputs.items()},
            used={event.id},
        )
        self.walks.append(walk)
        past.append(walk)
        self._register.add(walk)
        if not self._leaves(walk, event.at):
            self._arrive(walk, event.at)

    def _merge(self, past: Sequence[Walk], event: Happening) -> None:
        """The event joins the run that is under way."""
        walk = next(walk for walk in reversed(past) if walk.is_alive)
        walk.used.add(event.id)

    def _go_on(self, walk: Walk, event: Happening) -> None:
        """Who left and came back goes on where they were."""
        walk.state, walk.outcome, walk.ended_at, walk.stopped_by = walk.stopped_in, "", None, ""
        walk.used.add(event.id)
        self._register.add(walk)
        if walk.wakes_at is not None:
            self._set_alarm(walk, walk.wakes_at)

    # moving

    def _hear(self, walk: Walk, event: Happening) -> None:
        if event.id in walk.used or (event.at, event.position) <= walk.began:
            return
        self._goal(walk, event)
        if outcome := self._exit_by(walk, event):
            self._stop(walk, outcome, event)
            return
        step = self._step[walk.step]
        if walk.state != "waiting" or not isinstance(step, Wait):
            return
        for arm in step.arms:
            if arm.event == event.kind and event.at >= walk.since and self._is(arm.where, walk, event):
                walk.used.add(event.id)
                self._resume(walk, arm.go, event.kind, event.at, {})
                return
        if step.until and event.kind in self.conditions.when(step.until).changed_by:
            walk.used.add(event.id)
            self._look_again(walk, walk.turn, event.at)

    def _goal(self, walk: Walk, event: Happening) -> None:
        goal = self.document.goal
        is_it = goal is not None and goal.event == event.kind and walk.goal_at is None
        if goal and is_it and event.at - walk.started_at <= goal.within and self._is(goal.where, walk, event):
            walk.goal_at = event.at

    def _exit_by(self, walk: Walk, event: Happening) -> str:
        for one in self.document.exits:
            if one.event == event.kind and self._is(one.where, walk, event):
                return one.outcome
        may_hold = any(
            event.kind in self.conditions.when(one.when).changed_by for one in self.document.exits if one.when
        )
        return self.exit_now(walk, event.at) if may_hold else ""

    def exit_now(self, walk: Walk, at: datetime) -> str:
        """The outcome of the first exit whose condition holds; asked before every step and every sending."""
        for one in self.document.exits:
            if one.when and self.conditions.when(one.when).holds(
                self.world, walk.place, self.values(walk), at
            ):
                return one.outcome
        return ""

    def _is(self, where: str, walk: Walk, event: Happening) -> bool:
        if not where:
            return True
        condition = self.conditions.where(where, event.kind)
        return condition.holds(self.world, walk.place, {**self.values(walk), **event.values}, event.at)

    def _stop(self, walk: Walk, outcome: str, event: Happening) -> None:
        walk.stopped_in, walk.stopped_by = walk.state, event.kind
        walk.used.add(event.id)
        self._end(walk, "stopped", outcome, event.at)

    def _end(self, walk: Walk, state: str, outcome: str, at: datetime) -> None:
        walk.state, walk.outcome, walk.ended_at = state, outcome, at
        walk.turn += 1
        self._register.remove(walk)
        if state == "done":
            walk.wakes_at = None

    def _resume(
        self,
        walk: Walk,
        go: str,
        outcome: str,
        at: datetime,
        answers: Mapping[str, Outer],
        *,
        since: datetime | None = None,
    ) -> None:
        """Exits first; then leave the step a run rested in. `since`: when that was due, if not just now."""
        if self._leaves(walk, at):
            return
        step = self._step[walk.step]
        if isinstance(step, Post):
            self._steps.say(walk, step, at)
        walk.since = min(since or at, at)
        self._keep(walk, {"outcome": outcome, **answers})
        if go == END:
            self._end(walk, "done", "done", at)
            return
        walk.step = go
        self._arrive(walk, at)

    def _leaves(self, walk: Walk, at: datetime) -> bool:
        """Does an exit hold now? Then the run is over."""
        outcome = self.exit_now(walk, at)
        if outcome:
            walk.stopped_in = walk.state
            self._end(walk, "stopped", outcome, at)
        return bool(outcome)

    def _arrive(self, walk: Walk, at: datetime) -> None:
        """One step after the other until the run rests or ends."""
        walk.turn += 1
        walk.wakes_at = None
        while True:
            visits = walk.visits[walk.step] = walk.visits.get(walk.step, 0) + 1
            if visits > rules.MOST_VISITS:
                self._end(walk, "done", "too_many_visits", at)
                return
            walk.path.append((at, walk.step))
            go = self._steps.take(walk, self._step[walk.step], at)
            if go is None:
                return
            if go == END:
                self._end(walk, "done", "done", at)
                return
            walk.step = go

    # for the steps

    def rest(self, walk: Walk, state: str, until: datetime) -> None:
        """The run waits until a moment, or for something before it."""
        walk.state, walk.wakes_at = state, until
        self._set_alarm(walk, until)

    def finish(self, walk: Walk, outcome: str, at: datetime) -> None:
        """The run ends under a name of its own."""
        self._end(walk, "done", outcome, at)

    def intend(self, walk: Walk, intention: Intention) -> None:
        """The run means to do something."""
        self.intentions.append(intention)
        if self._tell is not None:
            self._tell(intention, walk)

    def watch(self, walk: Walk, at: datetime) -> None:
        """Look at the condition again that a run waits for, as long as it does."""
        turn = walk.turn
        if walk.wakes_at is not None and at + self.recheck < walk.wakes_at:
            self.clock.set(at + self.recheck, lambda moment: self._look_again(walk, turn, moment))

    def values(self, walk: Walk) -> Mapping[str, Outer]:
        """What conditions read of a run."""
        about: dict[str, Outer] = {
            "run.id": walk.id,
            "run.number": walk.run_no,
            "run.started_at": walk.started_at,
        }
        return {**walk.event, **walk.inputs, **walk.results, **about}

    def _keep(self, walk: Walk, results: Mapping[str, Outer]) -> None:
        name = walk.step.replace("-", "_")
        walk.results.update({f"${name}.{field.replace('-', '_')}": one for field, one in results.items()})

    def _look_again(self, walk: Walk, turn: int, at: datetime) -> None:
        step = self._step[walk.step]
        if walk.turn != turn or not walk.is_alive or not isinstance(step, Wait) or self._leaves(walk, at):
            return
        if self.conditions.when(step.until).holds(self.world, walk.place, self.values(walk), at):
            self._resume(walk, step.next, "over", at, {})
        else:
            self.watch(walk, at)

    def _set_alarm(self, walk: Walk, at: datetime) -> None:
        turn = walk.turn
        self.clock.set(at, lambda moment: self._ring(walk, turn, moment))

    def _ring(self, walk: Walk, turn: int, at: datetime) -> None:
        if walk.turn != turn or not walk.is_alive:
            return
        step = self._step[walk.step]
        go, outcome = step.next, "over"
        if isinstance(step, HumanTask):
            go, outcome = step.outcomes["timeout"], "timeout"
        elif isinstance(step, Wait) and (step.arms or step.until):
            go, outcome = step.on_timeout, "timeout"
        self._resume(walk, go, outcome, at, {}, since=walk.wakes_at)
