"""Random playbooks and random histories: the engine and a small one in memory go the same ways."""

from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.people.tasks.models import Task
from linli.run.playbooks.document import checking
from linli.run.playbooks.models import StepVisit
from linli.run.playbooks.simulating.reference import Reference
from linli.run.playbooks.simulating.shapes import Happening
from tests.run.playbooks.staging import document

HOUR = timedelta(hours=1)


class OneMember:
    """What the reference knows of Momo: points are what her runs gave her."""

    def __init__(self, cast):
        self.cast = cast
        self.reference = None
        self.is_in = True

    def values(self, place):
        return {
            "person.id": place.member,
            "person.name": "墨墨",
            "person.is_bot": False,
            "membership.is_in": self.is_in,
        }

    def probe(self, place, name, given):
        assert name == "growth.points"
        return sum(awards_of(self.reference))

    def zone(self, place):
        return "Asia/Shanghai"

    member_zone = zone

    def can_reach(self, place):
        return True


def awards_of(reference):
    return [one.points for one in reference.intentions if one.does == "award" and not one.reason]


@st.composite
def playbooks(draw):
    """Steps as plain tuples; each can be reached, loops go through waits, the end is in reach."""
    count = draw(st.integers(1, 6))
    return [draw(one_step(number, count)) for number in range(count)]


def one_step(number, count):
    later = st.integers(number + 1, count)
    anywhere = st.integers(0, count)
    return st.one_of(
        st.tuples(st.just("post")),
        st.tuples(st.just("award"), st.integers(1, 5)),
        st.tuples(st.just("wait"), st.integers(1, 5)),
        st.tuples(st.just("listen"), st.integers(1, 6), st.integers(1, 4), anywhere),
        st.tuples(st.just("branch"), st.integers(1, 8), later),
        st.tuples(st.just("heard"), st.integers(0, count - 1), later),
        st.tuples(st.just("split"), later),
        st.tuples(st.just("task"), st.integers(1, 4), later),
        st.tuples(st.just("until"), st.integers(1, 6), st.integers(1, 6)),
    )


happenings = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.one_of(
            st.just(("wake",)),
            st.tuples(st.just("say"), st.integers(0, 5)),
            st.tuples(st.just("again"), st.integers(0, 20)),
            st.just(("join",)),
            st.just(("leave",)),
            st.just(("answer",)),
        ),
    ),
    max_size=15,
)
heads = st.fixed_dictionaries(
    {
        "entry": st.sampled_from(
            (
                "",
                "entry: {concurrent: 1, re_enter: {after: 2h, max: 3}}\n",
                "entry: {concurrent: 1, rejoin_within: {gap: 3h, action: resume}}\n",
            )
        ),
        "graduates": st.sampled_from(("", ", {when: growth.points >= 5, outcome: rich}")),
    }
)


def written(steps, head):
    """The steps as a document."""
    name = [f"s{number}" for number in range(len(steps))] + ["end"]
    lines = []
    for number, step in enumerate(steps):
        match step:
            case ("post",):
                body = f"post: {{text: 'p{number}'}}"
            case ("award", points):
                body = f"award: {{amount: {points}, reason: r, key: 'k{number}:{{run.id}}'}}"
            case ("wait", hours):
                body = f"wait: {{for: {hours}h}}"
            case ("listen", hours, length, go):
                arm = f"{{event: message.posted, where: length >= {length}, go: {name[go]}}}"
                body = f"wait: {{any: [{arm}], at_most: {hours}h, on_timeout: {name[number + 1]}}}"
            case ("branch", points, go):
                when, following = f"growth.points >= {points}", name[number + 1]
                body = f"branch: [{{when: {when}, go: {name[go]}}}, {{else: {following}}}]"
            case ("heard", other, go):
                is_wait = steps[other][0] in ("wait", "listen")
                when = f'$s{other}.outcome == "message.posted"' if is_wait else "person.is_bot"
                body = f"branch: [{{when: '{when}', go: {name[go]}}}, {{else: {name[number + 1]}}}]"
            case ("split", go):
                body = f"split: {{by: tone, to: {{plain: {name[go]}, bold: {name[number + 1]}}}}}"
            case ("task", hours, go):
                outcomes = f"{{done: {name[go]}, timeout: {name[number + 1]}}}"
                assign = f"assign: {{role: moderator}}, due: {hours}h, outcomes: {outcomes}"
                body = f"human_task: {{title: t{number}, {assign}}}"
            case ("until", hours, points):
                limit = f"at_most: {hours}h, on_timeout: {name[number + 1]}"
                body = f"wait: {{until: growth.points >= {points}, {limit}}}"
        lines.append(f"- {{id: s{number}, {body}}}\n")
    exits = f"exit: [{{event: membership.left, outcome: left}}{head['graduates']}]\n"
    tone = "experiment: {id: tone, unit: person, arms: {plain: 50, bold: 50}}\n"
    splits = tone if any(step[0] == "split" for step in steps) else ""
    return document("".join(lines), more=head["entry"] + splits + exits)


class Together:
    """Lets the same things happen on the stage and to the reference."""

    def __init__(self, stage, source):
        self.stage = stage
        world = OneMember(stage.cast)
        self.reference = world.reference = Reference(checking.read(source), world)
        self.world = world
        self.past = []

    def say(self, length, after):
        event = self.stage.say("字" * length, after=after)
        self.past.append(event)
        self.reference.happen(self.told(event, **{"length": length, "event.length": length}))

    def join(self, after):
        self.world.is_in = True
        self.past.append(event := self.stage.join(after=after))
        self.reference.happen(self.told(event))

    def leave(self, after):
        self.past.append(event := self.stage.leave(after=after))
        self.reference.happen(self.told(event))

    def answer(self, after):
        """Somebody does the task that is open, if one is."""
        open_task = Task.objects.filter(state="open").order_by("-id").first()
        waiting = [walk for walk in self.reference.walks if walk.state == "blocked_task"]
        assert (open_task is not None) == bool(waiting)
        if waiting:
            self.stage.answer("done", after=after)
            self.reference.answer(waiting[0], "done", {}, at=self.stage.start + after)

    def again(self, which):
        event = self.past[which % len(self.past)]
        self.stage.happen(event)
        length = len(getattr(event.fact, "text", ""))
        self.reference.happen(self.told(event, **{"length": length, "event.length": length}))

    def wake(self, after):
        self.stage.wake(after)
        self.reference.wake(self.stage.start + after)

    def told(self, event, **values):
        return Happening(
            id=str(event.id),
            kind=event.kind,
            at=event.recorded_at,
            member=event.member,
            group=event.group,
            community=event.community,
            values=values,
            position=event.position,
        )


def wakes_at(run):
    """When a run that waits stops waiting; one that waits for a condition looks at it now and then."""
    if run.state != "waiting":
        return None
    until = run.context.get("until")
    return datetime.fromisoformat(until) if until else run.wake_at


def of_the_engine(stage):
    return {
        "runs": [
            (
                run.run_no,
                run.state,
                run.outcome,
                wakes_at(run),
                list(StepVisit.objects.filter(run=run).order_by("id").values_list("step", flat=True)),
            )
            for run in stage.runs()
        ],
        "posts": stage.posts(),
        "awards": stage.awards(),
    }


def of_the_reference(reference):
    return {
        "runs": [
            (
                walk.run_no,
                walk.state,
                walk.outcome,
                walk.wakes_at if walk.state == "waiting" else None,
                [step for _at, step in walk.path],
            )
            for walk in reference.walks
        ],
        "posts": [f"p{one.step[1:]}" for one in reference.intentions if one.does == "post"],
        "awards": awards_of(reference),
    }


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=playbooks(), head=heads, happened=happenings)
def test_every_walk_is_the_one_the_reference_takes(stage, steps, head, happened):
    with transaction.atomic():
        source = written(steps, head)
        stage.publish(source)
        both = Together(stage, source)
        moment = timedelta()
        for gap, what in [(0, ("join",)), *happened]:
            moment += gap * HOUR
            match what:
                case ("again", which):
                    both.again(which)
                case (name, *given):
                    getattr(both, name)(*given, moment)
        seen = of_the_engine(stage)
        transaction.set_rollback(True)

    assert seen == of_the_reference(both.reference)
