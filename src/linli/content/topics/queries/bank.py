"""The bank of topics: searching it, and choosing from it for a community."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from linli.content.topics.models import Session, Topic
from linli.content.topics.rules import choosing
from linli.content.topics.rules.choosing import Candidate, Knowledge
from linli.kernel.errors import Refusal
from linli.people.belonging.models import Belonging
from linli.people.profiles.queries import answers

PROFESSION = ("profession", "industry", "job", "occupation")
SAMPLE = 2000
FULLER = 50


class NoSuchTopic(Refusal):
    """There is no such topic here."""

    def __init__(self) -> None:
        super().__init__(_("there is no such topic here"))


@dataclass(frozen=True)
class Advice:
    """What to talk about in a community: the kind that fits, why, and the topics of the bank, best first."""

    kind: str
    known: Knowledge
    topics: tuple[Topic, ...]


def topics(
    *, text: str = "", kind: str = "", state: str = "", community: int | None = None
) -> QuerySet[Topic]:
    """Topics of the organisation in scope, newest change first; those of one community with those for all."""
    found = Topic.objects.order_by("-changed_at", "-id")
    if text:
        found = found.filter(Q(title__icontains=text) | Q(point__icontains=text))
    if kind:
        found = found.filter(kind=kind)
    found = found.filter(state=state) if state else found.exclude(state="retired")
    if community is not None:
        found = found.filter(Q(community_id=community) | Q(community_id=None))
    return found


def get_topic(topic_id: int, *, reach: frozenset[int] | None = None) -> Topic:
    """A topic for all communities or for one of this reach, or NoSuchTopic."""
    found = Topic.objects.filter(id=topic_id)
    if reach is not None:
        found = found.filter(Q(community_id__in=reach) | Q(community_id=None))
    one: Topic | None = found.first()
    if one is None:
        raise NoSuchTopic
    return one


def advise(community: int, *, today: date, most: int = 6) -> Advice:
    """The kind of topic that fits what is known of the members, and what of the bank may come next."""
    known = knowledge(community)
    kind = choosing.kind_for(known)
    approved = {one.id: one for one in topics(state="approved", community=community)}
    used = last_uses(community)
    candidates = [
        Candidate(one.id, one.kind, used.get(one.id), one.cool_down_days, one.hot_until)
        for one in approved.values()
    ]
    ids = choosing.ranked(candidates, kind=kind, today=today)[:most]
    return Advice(kind, known, tuple(approved[id] for id in ids))


def last_uses(community: int) -> Mapping[int, date]:
    """When each topic was last talked about in a community."""
    held = Session.objects.filter(community_id=community).exclude(state="cancelled")
    rows = held.values_list("topic_id").annotate(last=Max("starts_at")).order_by("topic_id")
    return {topic: last.date() for topic, last in rows}


def knowledge(community: int) -> Knowledge:
    """Of how many of the SAMPLE last active members a profession, or half of the profile, is known."""
    inside = Belonging.objects.filter(community_id=community, left_at=None)
    members = list(inside.order_by("-last_active_at", "id").values_list("member_id", flat=True)[:SAMPLE])
    if not members:
        return Knowledge(0.0, 0.0)
    told = answers.values_of_many(members, codes=PROFESSION)
    full = answers.completeness_of(members)
    profession = sum(1 for member in members if any(told.get(member, {}).values()))
    return Knowledge(
        profession / len(members), sum(1 for share in full.values() if share >= FULLER) / len(members)
    )
