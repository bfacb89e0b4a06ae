"""What playbooks and programs can ask of activities."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.facts.activities import ActivityJoined, SurveyAnswered
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import probe, verb
from linli.run.activities.actions import asking, opening
from linli.run.activities.actions.asking import NewSurvey, Question
from linli.run.activities.actions.opening import NewActivity
from linli.run.activities.queries import counting

Seconds = Annotated[int, msgspec.Meta(ge=60, le=366 * 86400)]
Gap = Annotated[int, msgspec.Meta(ge=0, le=3660 * 86400)]


class NoPlace(Refusal):
    """The verb was called without a group or a member."""


class OpenActivity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Open something members of the group take part in.

    kind: poll, vote, sign_up, quiz or check_in.
    text: what it is about.
    closes_in: seconds until nobody can take part any more.
    options: what can be chosen, for polls, votes and quizzes.
    answer: the right option of a quiz.
    capacity: places; 0 is as many as like.
    points: for taking part, or for the right answer of a quiz.
    title: a short name for people.
    """

    kind: str
    text: str
    closes_in: Seconds
    options: list[str] = []
    answer: str = ""
    capacity: int = 0
    points: int = 0
    title: str = ""


class AskSurvey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask the member something in private, on a page of their own.

    code: names the survey, for not asking it again too soon.
    text: the words with the link.
    questions: each with field, type (text, number, choice, yes_no, date), label, is_required, choices.
    closes_in: seconds.
    any_gap: seconds since any survey before.
    this_gap: seconds since this survey before.
    """

    code: str
    text: str
    questions: list[Question]
    closes_in: Seconds
    any_gap: Gap = 0
    this_gap: Gap = 0


class Opened(msgspec.Struct, frozen=True):
    """The activity; 0 where it was not asked, and why."""

    activity: int
    reason: str = ""


@verb("activities.open", params=OpenActivity, title="Open an activity", effect="message")
def open_activity(params: OpenActivity, context: Context) -> Opened:
    """The key of the context opens it once."""
    if context.group_id is None:
        raise NoPlace(_("an activity is opened in a group: name one"))
    new = NewActivity(
        key=f"activity:{context.key}"[:200],
        kind=params.kind,
        group=context.group_id,
        texts={"": params.text},
        title=params.title,
        closes_at=context.at + timedelta(seconds=params.closes_in),
        options=params.options,
        answer=params.answer,
        capacity=params.capacity or None,
        points=params.points,
        origin=f"run:{context.run_id}" if context.run_id else "",
    )
    return Opened(opening.open_activity(new=new, by=_actor(context), at=context.at).id)


@verb("surveys.ask", params=AskSurvey, title="Ask a survey", effect="message")
def ask_survey(params: AskSurvey, context: Context) -> Opened:
    """Nobody is asked twice for a key, nor before the gaps are over."""
    if context.member_id is None:
        raise NoPlace(_("there is no member here: use this in a playbook about members"))
    new = NewSurvey(
        key=f"survey:{context.key}"[:200],
        code=params.code,
        member=context.member_id,
        community=context.community_id,
        group=context.group_id,
        text=params.text,
        questions=params.questions,
        closes_at=context.at + timedelta(seconds=params.closes_in),
        any_gap=timedelta(seconds=params.any_gap),
        this_gap=timedelta(seconds=params.this_gap),
        origin=f"run:{context.run_id}" if context.run_id else "",
    )
    asked = asking.ask(new=new, by=_actor(context), at=context.at)
    return Opened(asked.activity or 0, asked.reason)


@probe(
    "person.activities_joined",
    subject=Subject.PERSON,
    returns=int,
    title="How many activities they took part in",
    sql=counting.joined_sql,
    changed_by=(ActivityJoined, SurveyAnswered),
)
def activities_joined(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """Surveys count, too; waiting for a place does not."""
    return counting.joined(subjects)


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "automation" if context.actor.startswith("run:") else "api")
