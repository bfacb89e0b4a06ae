"""A community in which days pass: records go in, the room hears, rows come out. For the tests here."""

from datetime import datetime

import msgspec
from django.db import transaction

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.people.belonging import reactions
from linli.people.belonging.actions import turning
from linli.people.belonging.models import ActiveDay, Belonging, Footprint
from linli.people.members import reactions as members
from linli.people.members.models import Member
from tests.cast import ROOM, events_after

COLUMNS = [field.attname for field in Belonging._meta.fields if field.attname != "id"]


class Living:
    """Hears what was appended since it last listened, as if it had been recorded `now`."""

    def __init__(self, cast, now: datetime):
        self.cast, self.now, self.position, self.number = cast, now, 0, 0

    def say(self, kind, who, at, *, group=ROOM, **more):
        self.number += 1
        record = Inbound(
            kind=kind,
            external_id=f"b-{self.number}",
            occurred_at=at,
            group=group,
            sender=who,
            sender_name=who,
            **more,
        )
        accepting.accept(self.cast.channel.id, [record], at=max(at, self.now))

    def hear(self, size=4000):
        """The lane of people, `size` events at a time; the members' room first."""
        events = events_after(self.position)
        if events:
            self.position = events[-1].position
        heard = [msgspec.structs.replace(event, recorded_at=self.now) for event in events]
        for start in range(0, len(heard), size):
            batch = heard[start : start + size]
            with transaction.atomic():
                for reaction, wanted in (
                    (members.keep_members, ("identity.seen", "identity.renamed")),
                    (
                        members.keep_memberships,
                        ("membership.joined", "membership.left", "message.posted"),
                    ),
                    (reactions.keep_belongings, [fact.kind for fact in reactions.HEARD]),
                ):
                    if mine := [event for event in batch if event.kind in wanted]:
                        reaction(mine)

    def turn(self):
        for community in {self.cast.community.id, *Belonging.objects.values_list("community_id", flat=True)}:
            turning.turn_day(community_id=community, at=self.now)

    def rebuild(self):
        """Everything gone and made again from the log."""
        communities = set(Footprint.objects.values_list("community_id", flat=True))
        for model in (Belonging, ActiveDay, Footprint):
            model.objects.all().delete()
        for community in communities:
            turning.rebuild(community_id=community, at=self.now, as_delivered=False)


def rows(model=Belonging):
    columns = [field.attname for field in model._meta.fields if field.attname != "id"]
    return sorted(model.objects.values_list(*columns), key=repr)


def belonging(member, community=None):
    found = Belonging.objects.filter(member_id=member.id)
    return found.get(community_id=community) if community else found.get()


def named(name):
    return Member.objects.get(name=name)
