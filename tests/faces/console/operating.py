"""What the tests of the pages for running a community begin with."""

from datetime import timedelta
from uuid import uuid4

from linli.connect.gateway.models import Effect
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import planning
from linli.facts.messages import MessagePosted
from linli.kernel.events.models import ParkedEvent
from linli.run.moderation import reactions
from linli.run.moderation.actions import lists
from linli.run.moderation.models import WordList
from tests.cast import events_after
from tests.run.playbooks.staging import Stage, document

GREETING = """\
- id: greet
  human_task:
    title: Say hello to {person.name}
    assign: {role: moderator}
    due: 1d
    outcomes: {done: bye, skip: bye, timeout: bye}
    form: [{field: heard, type: text, required: true}]
- id: bye
  end: {outcome: greeted}
"""


def plan(cast, text="今晚八点见", *, state="planned", **fields):
    """An effect in the group of the cast, brought into a state."""
    wanted = planning.Plan(
        key=uuid4().hex,
        group=cast.group.id,
        member=cast.su.id,
        payload=SendMessage(text),
        due_at=cast.at,
        origin="staff:1",
    )
    [id] = planning.plan([wanted], by=cast.by_lin, at=cast.at)
    Effect.objects.filter(id=id).update(state=state, started_at=cast.at, **fields)
    return Effect.objects.get(id=id)


def greet(cast):
    """A playbook that asks a moderator to greet Momo; its one run."""
    stage = Stage(cast)
    version = stage.publish(document(GREETING))
    stage.join(cast.momo)
    return version.playbook.runs.get()


def park(cast, *, reaction="run.growth.award_points_for_messages"):
    """The message of Su, parked."""
    [event] = [one for one in events_after() if isinstance(one.fact, MessagePosted)]
    return ParkedEvent.objects.create(
        org_id=cast.org.id,
        reaction=reaction,
        event_id=event.id,
        position=event.position,
        recorded_at=event.recorded_at,
        kind=event.kind,
        error="Traceback …\nValueError: <b>no</b>",
        state="parked",
        parked_at=cast.at + timedelta(hours=1),
    )


def find_case(cast):
    """A rule set that looks for 第三章, and the case of Su's message."""
    rules = lists.open_rule_set(name="广告", community=None, by=cast.by_lin, at=cast.at)
    words = WordList.objects.get(rule_set=rules, sense="block", kind="words")
    lists.add_words(word_list_id=words.id, text="第三章", by=cast.by_lin, at=cast.at)
    reactions.moderate_messages([one for one in events_after() if isinstance(one.fact, MessagePosted)])
    return rules, words
