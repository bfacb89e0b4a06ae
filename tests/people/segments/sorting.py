"""People who live in a community, and the segments that follow them. For the tests here."""

from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from linli.facts.members import MemberErased
from linli.facts.segments import SegmentEntered, SegmentFilled, SegmentLeft
from linli.people.belonging import reactions as belonging
from linli.people.communities import queries as communities
from linli.people.members import reactions as members
from linli.people.segments import rules
from linli.people.segments.actions import rebuilding, saving
from linli.people.segments.actions.saving import Draft
from linli.people.segments.actions.writing import Why
from linli.people.segments.models import Headcount, Place
from linli.people.segments.reactions import heard, keep_segments
from linli.people.segments.rules import Kind, Told
from tests.cast import AT, events_after
from tests.people.belonging.living import Living

SOON = AT + timedelta(minutes=10)


class Sorting(Living):
    """A Living whose segments hear, too; the log is read from the segments' first filling on."""

    def __init__(self, cast, now: datetime = SOON, *, hears=True):
        super().__init__(cast, now)
        self.kinds = {fact.kind for fact in heard()}
        self.baseline: set[tuple[int, int, int]] = set()
        self.since = 0
        if hears:
            self.hear()

    def hear(self, size=4000):
        """The lane of people: belongings and then segments, until nothing new comes of it."""
        while events := events_after(self.position):
            self.position = events[-1].position
            heard = [msgspec.structs.replace(event, recorded_at=self.now) for event in events]
            for start in range(0, len(heard), size):
                self._take(heard[start : start + size])

    def _take(self, batch):
        with transaction.atomic():
            for reaction, kinds in (
                (members.keep_members, {"identity.seen", "identity.renamed"}),
                (members.keep_memberships, {"membership.joined", "membership.left", "message.posted"}),
                (belonging.keep_belongings, {fact.kind for fact in belonging.HEARD}),
                (keep_segments, self.kinds),
            ):
                if wanted := [event for event in batch if event.kind in kinds]:
                    reaction(wanted)

    def segment(self, condition="", name="some", **more):
        kind = Kind.CONDITION if condition else Kind.STATIC
        draft = Draft(
            name=name, purpose="for tests", strategy="watch", kind=kind, condition=condition, **more
        )
        return saving.create_segment(draft=draft, by=self.cast.by_lin, at=self.now)

    def start_replay(self):
        self.baseline, self.since = places(), self.position

    def replayed(self):
        told = [one for event in events_after(self.since) for one in told_by(event)]
        return rules.replay(self.baseline, told)

    def rebuilt(self):
        """What a full computation would change now: (how many rows), and then undo nothing."""
        why = Why("", self.now)
        ids = communities.communities().values_list("id", flat=True)
        return sum(rebuilding.rebuild_community(one, why=why, by=self.cast.by_lin) for one in ids)


def told_by(event):
    fact = event.fact
    if isinstance(fact, SegmentEntered | SegmentLeft):
        kind = "entered" if isinstance(fact, SegmentEntered) else "left"
        yield Told(kind, (event.community, fact.segment, event.member))
    elif isinstance(fact, MemberErased):
        yield from (Told("vanished", (0, 0, one)) for one in (event.member, *fact.merged))
    elif isinstance(fact, SegmentFilled):
        raise AssertionError("a filling has to come before the replay")


def places():
    return set(Place.objects.values_list("community_id", "segment_id", "member_id"))


def people(segment):
    return sorted(Place.objects.filter(segment_id=segment.id).values_list("member_id", flat=True))


def counts(segment):
    return dict(Headcount.objects.filter(segment_id=segment.id).values_list("community_id", "people"))
