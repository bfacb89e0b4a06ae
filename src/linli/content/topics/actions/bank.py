"""Writing topics, and taking in those Linli brings along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.content.topics.models import Topic
from linli.content.topics.presets import shelf
from linli.content.topics.rules import choosing
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor

MOST_QUESTIONS = 12


class BadTopic(Refusal):
    """A topic that could not start a discussion as it is."""


@dataclass(frozen=True)
class Draft:
    """A topic as somebody writes it. `guide`: (layer, question), from easy to deep."""

    kind: str
    title: str
    point: str
    background: str = ""
    guide: Sequence[tuple[str, str]] = ()
    need: str = ""
    field: str = ""
    minutes: int = 40
    community: int | None = None
    hot_link: str = ""
    hot_until: date | None = None
    cool_down_days: int = 60
    source: str = "team"
    item: int | None = None


@transaction.atomic
def write(
    *, draft: Draft, topic: Topic | None = None, state: str = "approved", by: Actor, at: datetime
) -> Topic:
    """A new topic, or a change of one. Raises BadTopic, nothing is written then."""
    _check(draft, state)
    one = topic or Topic()
    one.kind, one.state, one.community_id, one.source = draft.kind, state, draft.community, draft.source
    one.title, one.point, one.background = draft.title.strip(), draft.point.strip(), draft.background.strip()
    one.guide = [{"layer": layer, "text": text.strip()} for layer, text in draft.guide if text.strip()]
    one.need, one.field, one.minutes = draft.need.strip(), draft.field.strip(), draft.minutes
    one.hot_link, one.hot_until = draft.hot_link.strip(), draft.hot_until
    one.cool_down_days, one.item_id = draft.cool_down_days, draft.item
    one.changed_at, one.changed_by = at, by.code
    one.save()
    action = "topics.changed" if topic else "topics.written"
    audit.record(action, subject=f"topic:{one.id}", by=by, at=at, after={"kind": one.kind, "state": state})
    return one


@transaction.atomic
def retire(*, topic: Topic, by: Actor, at: datetime) -> None:
    """It is not chosen any more; discussions that had it keep it."""
    Topic.objects.filter(id=topic.id).update(state="retired", changed_at=at, changed_by=by.code)
    audit.record("topics.retired", subject=f"topic:{topic.id}", by=by, at=at)


@transaction.atomic
def take_in_presets(*, language: str, by: Actor, at: datetime) -> int:
    """Take in the topics Linli brings along, once each; returns how many are new."""
    known = set(Topic.objects.exclude(code="").values_list("code", flat=True).order_by("id"))
    fresh = [one for one in shelf.topics(language) if one.code not in known]
    Topic.objects.bulk_create(
        [
            Topic(
                code=one.code,
                kind=one.kind,
                source="preset",
                title=one.title,
                point=one.point,
                guide=[{"layer": layer, "text": text} for layer, text in one.guide],
                need=one.need,
                field=one.field,
                changed_at=at,
                changed_by=by.code,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )
    audit.record("topics.taken_in", subject="topics", by=by, at=at, after={"topics": len(fresh)})
    return len(fresh)


def _check(draft: Draft, state: str) -> None:
    if draft.kind not in choosing.KINDS or state not in choosing.STATES:
        raise BadTopic(_("choose one of the kinds of topics"))
    if not draft.title.strip() or len(draft.title) > 120:
        raise BadTopic(_("a topic needs a title of up to 120 characters"))
    if not draft.point.strip() or len(draft.point) > choosing.LONGEST_POINT:
        raise BadTopic(_("name the exact point in up to 300 characters: one question people can answer"))
    if len(draft.guide) > MOST_QUESTIONS or any(layer not in choosing.LAYERS for layer, _text in draft.guide):
        raise BadTopic(_("up to twelve guiding questions, each easy, opinion or practice"))
    if any(len(text) > 300 for _layer, text in draft.guide):
        raise BadTopic(_("a guiding question has at most 300 characters"))
    if draft.hot_link and not draft.hot_link.startswith(("https://", "http://")):
        raise BadTopic(_("the link of an occasion begins with https://"))
    if not 5 <= draft.minutes <= 600 or not 0 <= draft.cool_down_days <= 3650:
        raise BadTopic(_("a discussion takes 5 to 600 minutes, and a topic rests up to ten years"))
