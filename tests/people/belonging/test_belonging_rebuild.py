"""Whatever happens, in whatever order it is told: what was kept is what a rebuild makes, column by column."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.people.belonging import rules
from linli.people.belonging.models import ActiveDay, Belonging, Footprint
from linli.people.belonging.rules import Day, Life
from linli.people.communities.actions import communities, groups
from linli.people.members.actions import erasing, merging
from linli.people.members.models import Member, Merge
from tests.cast import AT, ROOM
from tests.people.belonging.living import Living, rows

WHO = ("su", "momo", "hua", "wen")
PLACES = (ROOM, "reading-2", "running-1")
ZONE = ZoneInfo("Asia/Shanghai")

spoken = st.tuples(
    st.sampled_from(("message", "message", "message", "reply", "reaction", "join", "leave")),
    st.sampled_from(WHO),
    st.sampled_from(PLACES),
    st.integers(0, 100 * 24),
)
deeds = st.one_of(
    spoken,
    spoken,
    st.tuples(st.just("pass"), st.integers(1, 35)),
    st.tuples(st.just("merge"), st.sampled_from(WHO), st.sampled_from(WHO)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("erase"), st.sampled_from(WHO)),
)
IN_A_DATABASE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Undone(Exception):
    """Ends an example: nothing of it stays in the database."""


@given(st.lists(deeds, max_size=40), st.integers(1, 9))
@IN_A_DATABASE
def test_what_was_kept_is_what_a_rebuild_makes(cast, told, size):
    try:
        with transaction.atomic():
            kept, rebuilt, by_rules = live_through(cast, told, size)
            raise Undone
    except Undone:
        pass

    assert kept == rebuilt
    assert by_rules == []


def live_through(cast, told, size):
    living = settle(cast)
    for what, *rest in told:
        tell(cast, living, what, rest)
        living.hear(size)
    living.turn()
    kept = [rows(model) for model in (Belonging, ActiveDay, Footprint)]
    living.rebuild()
    return kept, [rows(model) for model in (Belonging, ActiveDay, Footprint)], different_by_rules(living)


def settle(cast):
    """A second group, and a second community with a group."""
    by, channel = cast.by_lin, cast.channel.id
    running = communities.open_community(name="晨跑团", by=by, at=AT)
    for community, name, address in ((cast.community, "共读二群", PLACES[1]), (running, "晨跑群", PLACES[2])):
        groups.bind_group(community=community, name=name, channel_id=channel, external=address, by=by, at=AT)
    living = Living(cast, AT + timedelta(hours=1))
    for who in WHO:
        living.say("join", who, AT, group=PLACES[2])
    living.hear()
    return living


def tell(cast, living, what, rest):
    match what:
        case "pass":
            living.now += timedelta(days=rest[0])
            living.turn()
        case "merge":
            merge(cast, living, *rest)
        case "undo":
            found = Merge.objects.filter(undone_at=None, kept__erased_at=None, kept__merged_into=None)
            if (last := found.order_by("-id").first()) is not None:
                merging.undo_merge(merge=last, by=cast.by_lin, at=living.now)
        case "erase":
            member = Member.objects.filter(name=rest[0], erased_at=None, merged_into=None).first()
            if member is not None and living.number % 3 == 0:
                erasing.erase_member(member=member, by=cast.by_lin, at=living.now)
        case _:
            who, group, hours = rest
            at = living.now - timedelta(hours=hours if hours > 100 * 12 else hours % 20)
            reply = {"reply_to": "m-1"} if what == "reply" else {}
            kind = "message" if what == "reply" else what
            more = {"target": "m-1", "emoji": "👍"} if what == "reaction" else {}
            living.say(kind, who, at, group=group, **reply, **more)


def merge(cast, living, one, other):
    found = {name: Member.objects.filter(name=name, merged_into=None).first() for name in (one, other)}
    usable = [member for member in found.values() if member is not None and member.erased_at is None]
    if len(usable) == 2:
        kept, merged = usable
        merging.merge_members(kept=kept, merged=merged, by=cast.by_lin, at=living.now)


def different_by_rules(living):
    """Belongings whose standing the pure rules would give otherwise."""
    different = []
    for row in Belonging.objects.all():
        ids = [
            row.member_id,
            *Member.objects.filter(merged_into_id=row.member_id).values_list("id", flat=True),
        ]
        prints = list(Footprint.objects.filter(member_id__in=ids, community_id=row.community_id))
        left = [local(one.left_at) for one in prints if one.left_at]
        life = Life(
            joined_on=local(row.joined_at),
            came_on=max((local(one.came_at) for one in prints if one.came_at), default=local(row.joined_at)),
            left_on=max(left, default=None),
            is_in=row.groups > 0,
            days=days_of(ids, row.community_id),
        )
        wanted = rules.standing(life, row.counted_on, rules.DEFAULT)
        found = (row.stage, row.stage_since, row.relation, row.relation_since, row.contribution)
        if found != (
            wanted.stage,
            wanted.stage_since,
            wanted.relation,
            wanted.relation_since,
            wanted.contribution,
        ):
            different.append((life, row.counted_on, found, wanted))
    return different


def days_of(ids, community):
    days: dict[date, Day] = {}
    for one in ActiveDay.objects.filter(member_id__in=ids, community_id=community):
        so_far = days.get(one.day, Day(one.day))
        days[one.day] = Day(
            one.day,
            so_far.messages + one.messages,
            so_far.replies + one.replies,
            so_far.reactions + one.reactions,
            so_far.checkins + one.checkins,
        )
    return [days[day] for day in sorted(days)]


def local(moment):
    return moment.astimezone(ZONE).date()
