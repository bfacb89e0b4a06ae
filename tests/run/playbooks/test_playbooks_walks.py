"""Random playbooks and random histories: the engine and a small one in memory go the same ways."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.run.playbooks.models import StepVisit
from tests.run.playbooks.reference import Reference
from tests.run.playbooks.staging import document

HOUR = timedelta(hours=1)


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
        ),
    ),
    max_size=15,
)


def written(steps):
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
        lines.append(f"- {{id: s{number}, {body}}}\n")
    return document("".join(lines), more="exit: [{event: membership.left, outcome: left}]\n")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=playbooks(), happened=happenings)
def test_every_walk_is_the_one_the_reference_takes(stage, steps, happened):
    with transaction.atomic():
        stage.publish(written(steps))
        reference = Reference(steps)
        past = []
        moment = timedelta()
        for gap, what in [(0, ("join",)), *happened]:
            moment += gap * HOUR
            match what:
                case ("wake",):
                    stage.wake(moment)
                    reference.wake(moment)
                case ("say", length):
                    past.append(stage.say("字" * length, after=moment))
                    reference.say(length, moment)
                case ("again", which) if past:
                    stage.happen(past[which % len(past)])
                case ("join",):
                    past.append(stage.join(after=moment))
                    reference.join(moment)
                case ("leave",):
                    past.append(stage.leave(after=moment))
                    reference.leave()

        run = stage.run()
        seen = {
            "path": [
                int(step[1:]) for step in StepVisit.objects.order_by("id").values_list("step", flat=True)
            ],
            "posts": [int(text[1:]) for text in stage.posts()],
            "awards": stage.awards(),
            "end": run.outcome,
            "wakes": run.wake_at - stage.start if run.state == "waiting" else None,
        }
        transaction.set_rollback(True)

    assert seen == reference.seen()
