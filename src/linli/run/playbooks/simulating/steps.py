"""What each kind of step does to a run in memory: where it goes on, or that it rests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from linli.kernel import texts
from linli.kernel.conditions.values import Outer
from linli.run.playbooks import deadlines, rules, trials
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import (
    Activity,
    AnyStep,
    Award,
    Batch,
    Branch,
    Call,
    End,
    HumanTask,
    Post,
    Reverse,
    SetValues,
    Split,
    Start,
    Stop,
    Survey,
    Wait,
)
from linli.run.playbooks.simulating.clock import Clock
from linli.run.playbooks.simulating.conditions import Conditions
from linli.run.playbooks.simulating.shapes import MACHINE, Intention, Walk, World


class Runner(Protocol):
    """What steps ask of the engine in memory."""

    document: Playbook
    world: World
    conditions: Conditions
    clock: Clock
    arms: Mapping[str, str]

    def rest(self, walk: Walk, state: str, until: datetime) -> None: ...
    def finish(self, walk: Walk, outcome: str, at: datetime) -> None: ...
    def intend(self, walk: Walk, intention: Intention) -> None: ...
    def watch(self, walk: Walk, at: datetime) -> None: ...
    def values(self, walk: Walk) -> Mapping[str, Outer]: ...


class Steps:
    """Takes steps for a Runner; `take` gives the id to go on with, or None when the run rests or ended."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._awards: set[str] = set()
        self._gathered: dict[tuple[str, int | None], Intention] = {}

    def take(self, walk: Walk, step: AnyStep, at: datetime) -> str | None:
        """One step of a run."""
        match step:
            case Wait():
                return self._wait(walk, step, at)
            case Branch():
                return self._branch(walk, step, at)
            case Split():
                return self._split(walk, step)
            case HumanTask():
                self._task(walk, step, at)
                return None
            case End():
                self._runner.finish(walk, step.outcome, at)
                return None
            case Post():
                return self._post(walk, step, at)
            case Award():
                self._award(walk, step, at)
            case Activity():
                self._result(walk, step.id, closed=False, participants=0, closes_at=at + step.closes_in)
                self._intend(walk, step, at, "activity", surface="group")
            case Survey():
                self._intend(walk, step, at, "survey", surface="dm")
            case _:
                self._intend(walk, step, at, _NAMES[type(step)])
        return step.next

    def _wait(self, walk: Walk, step: Wait, at: datetime) -> str | None:
        world = self._runner.world
        if step.until and self._holds(step.until, walk, at):
            self._result(walk, step.id, outcome="over")
            return step.next
        on_member = step.until_local is not None and step.until_local.zone == "member"
        zone = world.member_zone(walk.place) if on_member else world.zone(walk.place)
        known: object = None
        if step.until_date is not None:
            known = self._known(walk).get(step.until_date.field)
        until = rules.sleep_until(step, at=at, started_at=walk.started_at, zone=zone, known=known)
        if until <= at:
            return step.next
        self._runner.rest(walk, "waiting", until)
        if step.until:
            self._runner.watch(walk, at)
        return None

    def _branch(self, walk: Walk, step: Branch, at: datetime) -> str:
        return next((case.go for case in step.cases if self._holds(case.when, walk, at)), step.otherwise)

    def _split(self, walk: Walk, step: Split) -> str:
        experiment = self._runner.document.experiment
        member, group, _community = walk.place
        is_of_group = member is None or (experiment and experiment.unit == "group" and group is not None)
        unit = f"group:{group}" if is_of_group else f"person:{member}"
        drawn = trials.arm_of(experiment.id, unit, experiment.arms) if experiment else next(iter(step.arms))
        arm = self._runner.arms.get(unit, drawn)
        self._result(walk, step.id, arm=arm)
        return step.arms[arm]

    def _task(self, walk: Walk, step: HumanTask, at: datetime) -> None:
        due = deadlines.due_at(step, at=at, zone=self._runner.world.zone(walk.place))
        self._runner.rest(walk, "blocked_task", deadlines.over_at(step, due=due))
        self._intend(walk, step, at, "task", by=step.role)

    def _post(self, walk: Walk, step: Post, at: datetime) -> str | None:
        """At once, or when the activity has closed that is waited for."""
        closes_at = walk.results.get(f"${step.after.replace('-', '_')}.closes_at") if step.after else None
        if isinstance(closes_at, datetime) and closes_at > at:
            self._runner.rest(walk, "waiting", closes_at)
            return None
        self.say(walk, step, at)
        return step.next

    def say(self, walk: Walk, step: Post, at: datetime) -> None:
        """The words of a post, with those of other runs where it gathers them."""
        by = step.assign.role if step.assign else "moderator" if step.delivery == "assisted" else MACHINE
        surface = step.to
        if step.to == "dm" and step.fallback is not None and not self._runner.world.can_reach(walk.place):
            surface = step.fallback.to
        post = Intention(
            at=at,
            run=walk.id,
            place=walk.place,
            step=step.id,
            does="post",
            by=by if step.delivery == "assisted" else MACHINE,
            surface="mention_all" if step.mentions_all and surface == "group" else surface,
            message_class=step.message_class,
            late_after=at + step.late_limit,
            on_cap=step.on_cap,
            slot_wait=step.slot_wait,
        )
        if step.batch is None:
            self._runner.intend(walk, post)
        else:
            self._gather(walk, step.batch, post)

    def _gather(self, walk: Walk, batch: Batch, post: Intention) -> None:
        """One post for all who come to the step while it is gathered."""
        place = (post.step, post.place.group)
        if (open_one := self._gathered.get(place)) is not None:
            open_one.people += 1
            if open_one.people >= batch.most:
                self._close(place, open_one, walk, post.at)
            return
        self._gathered[place] = post
        self._runner.clock.set(post.at + batch.gather, lambda at: self._close(place, post, walk, at))

    def _close(self, place: tuple[str, int | None], post: Intention, walk: Walk, at: datetime) -> None:
        if self._gathered.get(place) is not post:
            return
        del self._gathered[place]
        late = post.late_after - post.at if post.late_after else None
        post.at, post.late_after = at, at + late if late is not None else None
        self._runner.intend(walk, post)

    def _award(self, walk: Walk, step: Award, at: datetime) -> None:
        """Points once for a key, however many runs come here."""
        key = texts.fill(step.key, self._known(walk))
        given = self._intend(walk, step, at, "award", points=step.amount)
        if key in self._awards:
            given.settle("suppressed", "given before", at)
        self._awards.add(key)

    def _intend(
        self,
        walk: Walk,
        step: AnyStep,
        at: datetime,
        does: str,
        *,
        by: str = MACHINE,
        surface: str = "",
        points: int = 0,
    ) -> Intention:
        given = Intention(
            at=at,
            run=walk.id,
            place=walk.place,
            step=step.id,
            does=does,
            by=by,
            surface=surface,
            points=points,
            message_class=self._runner.document.message_class,
        )
        self._runner.intend(walk, given)
        return given

    def _known(self, walk: Walk) -> Mapping[str, Outer]:
        return {**self._runner.world.values(walk.place), **self._runner.values(walk)}

    def _holds(self, source: str, walk: Walk, at: datetime) -> bool:
        runner = self._runner
        return runner.conditions.when(source).holds(runner.world, walk.place, runner.values(walk), at)

    def _result(self, walk: Walk, step: str, **found: Outer) -> None:
        name = step.replace("-", "_")
        walk.results.update({f"${name}.{field}": value for field, value in found.items()})


_NAMES: Mapping[type, str] = {
    Reverse: "reverse",
    SetValues: "set",
    Call: "call",
    Start: "start",
    Stop: "stop",
}
