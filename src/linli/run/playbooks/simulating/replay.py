"""Replays a stretch of the past for a playbook: a clock of its own, and no effect of any kind."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from linli.connect.gateway.outbox import hooks
from linli.connect.gateway.policy import queries as policies
from linli.connect.gateway.policy import reader
from linli.connect.gateway.policy.document import Policy
from linli.facts.members import MembershipJoined
from linli.kernel.events import window
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks import deadlines, trials
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import HumanTask, Wait
from linli.run.playbooks.document.vocabulary import EVENTS, event_values
from linli.run.playbooks.queries import simulation_past
from linli.run.playbooks.simulating import report
from linli.run.playbooks.simulating.past import SIGNS, Past
from linli.run.playbooks.simulating.reference import Reference
from linli.run.playbooks.simulating.report import Report
from linli.run.playbooks.simulating.sending import Desk, Dropped, Later
from linli.run.playbooks.simulating.shapes import MACHINE, Happening, Intention, Place, Walk
from linli.run.playbooks.simulating.triggers import Triggers

RECHECK = timedelta(minutes=15)
TELL_EVERY = 2000
LONGEST = timedelta(days=92)
COUNTED_BEFORE = timedelta(days=31)
STATE = {*SIGNS, "member.tagged", "member.untagged", "points.awarded"}
Progress = Callable[[int], bool]


def simulate(
    document: Playbook,
    *,
    since: datetime,
    until: datetime,
    community: int | None = None,
    answers: str = "done",
    progress: Progress | None = None,
) -> Report:
    """What the playbook would have done between two moments, in one community or in all.

    Nothing is written and nothing sent. `answers`: tasks end "done" (first outcome, when they are due) or
    "timeout". `progress` hears now and then how many events were replayed; when it says False the replay ends
    there. Of the organisation in scope.
    """
    return _Replay(document, since, until, community, answers).run(progress)


def kinds_of(document: Playbook) -> set[str]:
    """Kinds of events that a replay has to read."""
    return (heard_by(document) | STATE) & set(EVENTS)


def heard_by(document: Playbook) -> set[str]:
    """Kinds of events that move a run or let one begin."""
    waits = [step for step in document.steps if isinstance(step, Wait)]
    named = {arm.event for step in waits for arm in step.arms} | {one.event for one in document.exits}
    named |= {one.event for one in document.triggers} | ({document.goal.event} if document.goal else set())
    return named - {""}


class _Replay:
    def __init__(
        self, document: Playbook, since: datetime, until: datetime, community: int | None, answers: str
    ) -> None:
        self.document = document
        self.since, self.until, self.community = since, until, community
        self.answers = answers
        self.heard = heard_by(document)
        self.waits_for_conditions = any(isinstance(one, Wait) and one.until for one in document.steps)
        self.past = Past(since=since, until=until, community=community)
        experiment = document.experiment
        self.engine = Reference(
            document,
            self.past,
            tell=self._told,
            recheck=RECHECK,
            arms=simulation_past.arms(experiment.id) if experiment else {},
        )
        self.desk = Desk(self._policy, self._zone_of, self._refused)
        self.triggers = Triggers(self.engine, self.past, since=since, until=until)
        self.steps = {step.id: step for step in document.steps}
        self.count = 0
        self._day = lru_cache(maxsize=50_000)(_day_of)
        self._policies: dict[int, Policy] = {}
        self._held: dict[str, dict[str, str]] = {}
        self._refusals: dict[str, Mapping[int, str] | None] = {}

    def run(self, progress: Progress | None) -> Report:
        self._count_what_was_sent()
        self.triggers.set()
        reached = self.until
        for event in window.between(
            kinds_of(self.document), since=self.since, until=self.until, community=self.community
        ):
            self._play(event)
            if self.count % TELL_EVERY == 0 and progress is not None and not progress(self.count):
                reached = event.occurred_at
                break
        self.engine.clock.run_until(reached)
        return self._report(reached)

    def _play(self, event: Event) -> None:
        self.count += 1
        told = self._told_of(event)
        self.engine.clock.run_until(told.at)
        self.past.follow(told)
        self.triggers.follow(told)
        if event.kind in self.heard or self.waits_for_conditions:
            self.engine.happen(told)

    def _told_of(self, event: Event) -> Happening:
        reads = event.kind in self.heard or event.kind in (
            "member.tagged",
            "member.untagged",
            "points.awarded",
        )
        fact = event.fact
        return Happening(
            id=str(event.id),
            kind=event.kind,
            at=event.occurred_at,
            member=self.past.member(event.member) if event.member is not None else None,
            group=event.group,
            community=event.community,
            values=event_values(event) if reads else {},
            position=event.position,
            is_news=not (isinstance(fact, MembershipJoined) and fact.via == "history"),
        )

    def _told(self, one: Intention, walk: Walk) -> None:
        """The engine means to do something: tasks are answered, messages go to the desk."""
        if self._is_held_out(one.place):
            one.settle("suppressed", "holdout", one.at)
        elif one.does == "post" and one.by == MACHINE:
            self.engine.clock.set(one.at, lambda at: self._send(one, walk, at))
        elif not one.fate:
            one.settle("done", "", one.at)
        step = self.steps[one.step]
        if isinstance(step, HumanTask) and self.answers == "done":
            outcome = next(name for name in step.outcomes if name != "timeout" or len(step.outcomes) == 1)
            self._answer_later(walk, step, outcome, one.at)

    def _answer_later(self, walk: Walk, step: HumanTask, outcome: str, at: datetime) -> None:
        turn = walk.turn

        def answer(moment: datetime) -> None:
            if walk.turn == turn and walk.is_alive and outcome != "timeout":
                self.engine.answer(walk, outcome, {}, at=moment)

        due = deadlines.due_at(step, at=at, zone=self.past.zone(walk.place))
        self.engine.clock.set(due - timedelta(seconds=1), answer)

    def _send(self, one: Intention, walk: Walk, at: datetime) -> None:
        ended = walk.outcome if walk.state == "stopped" else ""
        if ended or (walk.is_alive and (ended := self.engine.exit_now(walk, at))):
            one.settle("suppressed", f"origin:{ended}", at)
            return
        verdict = self.desk.judge(one, at=at)
        if isinstance(verdict, Later):
            one.reason = verdict.reason
            self.engine.clock.set(verdict.until, lambda moment: self._send(one, walk, moment))
        elif isinstance(verdict, Dropped):
            one.settle("suppressed", verdict.reason, at)
        else:
            one.settle("done", one.reason and f"waited:{one.reason}", at)

    def _count_what_was_sent(self) -> None:
        """What others really sent counts towards caps, too."""
        uses = simulation_past.sent(
            since=self.since - COUNTED_BEFORE,
            until=self.until,
            community=self.community,
            sender=f"playbook {self.document.id}",
        )
        for use in uses:
            place = Place(use.member, use.group, use.community)
            sent = Intention(
                at=use.at,
                run=0,
                place=place,
                step="",
                does="post",
                surface=use.surface,
                message_class=use.message_class,
            )
            self.engine.clock.set(use.at, lambda at, sent=sent: self.desk.count(sent, at))  # type: ignore[misc]

    def _is_held_out(self, place: Place) -> bool:
        holdout = self._policy(place.community).holdout
        if holdout is None or self.document.message_class not in holdout.applies_to:
            return False
        number = place.member if holdout.unit == "person" else place.group
        if number is None:
            return False
        unit = f"{holdout.unit}:{number}"
        if holdout.id not in self._held:
            self._held[holdout.id] = simulation_past.arms(f"holdout:{holdout.id}")
        drawn = trials.holdout_arm(holdout.id, unit, holdout.percent)
        return self._held[holdout.id].get(unit, drawn) == trials.HELD

    def _policy(self, community: int) -> Policy:
        if community not in self._policies:
            found = policies.effective_policy(org=scope.org_id(), community=community or None)
            self._policies[community] = found
        return self._policies[community]

    def _zone_of(self, one: Intention, whose: str, fallback: str) -> ZoneInfo:
        if whose == "member" and one.place.member is not None:
            own = self.past.member_zone(one.place)
            if reader.is_zone(own):
                return reader.zone_of(own)
        if whose not in ("member", "group", "community"):
            return reader.zone_of(whose)
        name = self._policy(one.place.community).zone or self.past.zone(one.place)
        return reader.zone_of(name if reader.is_zone(name) else "UTC")

    def _refused(self, message_class: str, member: int) -> str:
        if message_class not in self._refusals:
            everybody = sorted({one.member for one in self.past.places("person") if one.member})
            self._refusals[message_class] = hooks.withheld(scope.org_id(), message_class, everybody)
        return (self._refusals[message_class] or {}).get(member, "")

    def _day_of_place(self, place: Place, at: datetime) -> str:
        return self._day(self.past.zone(place), at)

    def _report(self, reached: datetime) -> Report:
        engine = self.engine
        lines, is_cut = report.lines_of(engine.intentions)
        split = self.document.experiment.id.replace("-", "_") if self.document.experiment else ""
        arms = Counter(
            str(value)
            for walk in engine.walks
            for name, value in walk.results.items()
            if name.endswith(".arm")
        )
        return Report(
            playbook=self.document.id,
            since=self.since,
            until=reached,
            community=self.community,
            events=self.count,
            runs=len(engine.walks),
            outcomes=report.outcomes_of(engine.walks),
            skips=dict(engine.skips),
            reached=sum(walk.goal_at is not None for walk in engine.walks),
            arms=dict(arms) if split else {},
            days=report.days_of(engine.intentions, self._day_of_place),
            people=report.people_of(engine.intentions, self._day_of_place),
            lines=lines,
            is_cut=is_cut,
            read_as_today=tuple(sorted(self.past.read_as_today)),
            answers=self.answers,
        )


def _day_of(zone: str, at: datetime) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()
