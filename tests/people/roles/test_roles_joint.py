from datetime import timedelta

from linli.people.roles.actions import assigning, joint
from linli.people.roles.queries import joint as queries
from linli.people.roles.rules.parts import Status
from linli.people.ties.models import Said

DAY = timedelta(days=1)


def say(cast, number, member, at, reply_to=0):
    Said.objects.create(
        community_id=cast.community.id,
        group_id=cast.group.id,
        message=number,
        member_id=member.id,
        at=at,
        reply_to=reply_to,
    )


def test_replies_between_two_roles_are_counted_before_and_since(cast):
    for member, role in ((cast.su, "host"), (cast.momo, "guide")):
        assigning.assign_member(
            community=cast.community,
            role=role,
            member=member,
            status=Status.MEMBER_HELD,
            by=cast.by_lin,
            at=cast.at - 20 * DAY,
        )
    event_at = cast.at
    say(cast, 1, cast.su, event_at - 20 * DAY)
    say(cast, 2, cast.momo, event_at - 20 * DAY, reply_to=1)  # too long before
    say(cast, 3, cast.momo, event_at - 2 * DAY, reply_to=1)
    say(cast, 4, cast.su, event_at, reply_to=3)
    say(cast, 5, cast.momo, event_at + 3 * DAY, reply_to=4)
    say(cast, 6, cast.momo, event_at + 3 * DAY, reply_to=5)  # to themselves
    joint.plan_event(
        community=cast.community,
        title="夜读会",
        goal="",
        on=event_at.date(),
        pairs=[("host", "guide"), ("host", "creator")],
        by=cast.by_lin,
        at=cast.at,
    )

    [event] = queries.events_of(cast.community, today=event_at.date() + 5 * DAY)

    assert {(pair.first, pair.second): (pair.before, pair.after) for pair in event.pairs} == {
        ("creator", "host"): (0, 0),
        ("guide", "host"): (1, 2),
    }
