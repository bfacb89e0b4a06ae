"""A built-in room that lives through a week in fast time, with everything that is wired, by a clock a test
sets.

The world stops at every moment at which something is due, and every ten minutes, as the rounds of a real
installation do; in between people come, talk, leave, and do what waits for them.
"""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.db import connection

from linli.connect.adapters.room import queries
from linli.connect.adapters.room.actions import joining, rooms
from linli.connect.gateway.models import Address
from linli.connect.gateway.outbox import dispatch, sweeping
from linli.kernel.events import delivery, setup
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actions import organisations, seats, staff
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.rules import Role
from linli.people.communities.actions import communities, groups
from linli.people.duty.actions import turning
from linli.people.tasks.actions import closing, ringing
from linli.people.tasks.models import Task
from linli.run.activities.actions import closing as activities
from linli.run.growth.actions import setup as growth
from linli.run.playbooks import clock, loop

ZONE = ZoneInfo("Asia/Shanghai")
TICK = timedelta(minutes=10)
DAY = timedelta(days=1)
ADDRESS = "fast-1"
_NEXT_DUE = """
SELECT min(due) FROM (
  SELECT min(wake_at) AS due FROM playbooks_run WHERE state IN ('waiting', 'ready', 'blocked_task')
  UNION ALL SELECT min(due_at) FROM playbooks_ticker
  UNION ALL SELECT min(closes_at) FROM playbooks_gathering WHERE closed_at IS NULL
  UNION ALL SELECT min(due_at) FROM gateway_effect WHERE state = 'planned') found
"""


class Clock:
    """What time it is: for the programs, and for the log, which stamps what it records by itself."""

    def __init__(self, at):
        self.at = at
        self._months = set()

    def install(self):
        """Let the log stamp by this clock until `remove`, which also takes away the months it had to make."""
        self._months = _months()
        _do(
            "CREATE TABLE simulated_moment (at timestamptz NOT NULL)",
            f"INSERT INTO simulated_moment VALUES ('{self.at.isoformat()}')",
            "CREATE FUNCTION simulated_now() RETURNS timestamptz LANGUAGE sql STABLE"
            " AS 'SELECT at FROM simulated_moment'",
            "ALTER TABLE events ALTER COLUMN recorded_at SET DEFAULT simulated_now()",
        )

    def remove(self):
        _do(
            "ALTER TABLE events ALTER COLUMN recorded_at SET DEFAULT now()",
            "DROP FUNCTION simulated_now()",
            "DROP TABLE simulated_moment",
            *(f"DROP TABLE {one}" for one in sorted(_months() - self._months)),
        )

    def now(self):
        return self.at

    def set(self, at):
        self.at = at
        _do(f"UPDATE simulated_moment SET at = '{at.isoformat()}'")


@dataclass
class House:
    """The organisation, its one group, the link into its room and who came in: name -> stay."""

    clock: Clock
    org: int
    lin: int
    cheng: int
    yu: int
    community: object
    group: int
    link: object
    stays: dict = field(default_factory=dict)

    @property
    def by_lin(self):
        return actor.staff(self.lin)

    def scope(self):
        return scope.org(self.org)

    def come_in(self, name):
        """Somebody takes the link."""
        self.stays[name] = joining.join(link=self.link, guest=None, name=name, at=self.clock.at).stay

    def leave(self, name):
        joining.leave(stay=self.stays[name], at=self.clock.at)

    def member(self, name):
        """The number of who came in under a name."""
        return queries.member_id_of(self.stays[name].guest)

    def do_tasks(self, step, outcome, form=None, *, by):
        """A colleague does what waits for them at a step of a playbook; returns how many tasks that was."""
        waiting = Task.objects.filter(state__in=("open", "claimed"), key__contains=f"/{step}/")
        ids = list(waiting.order_by("id").values_list("id", flat=True))
        for one in ids:
            closing.complete_task(
                task=one, outcome=outcome, form=form or {}, by=actor.staff(by), at=self.clock.at
            )
        return len(ids)


def build(clock):
    """Lin's organisation with Cheng as moderator and Yu as editor, one community, one built-in room."""
    at = clock.at
    setup.prepare(at=at)
    people = [
        staff.create_staff(email=f"{code}@qingfeng.example", name=name, at=at)
        for code, name in (("lin", "林晓"), ("cheng", "程诺"), ("yu", "于笛"))
    ]
    lin, cheng, yu = people
    org = organisations.create_organisation(
        name="清风书社", slug="qingfeng", owner=lin, by=SYSTEM, at=at, zone=str(ZONE)
    )
    by = actor.staff(lin.id)
    with scope.org(org.id):
        community = communities.open_community(
            name="共读会", purpose="一起读书", by=by, at=at, zone=str(ZONE)
        )
        for one, role in ((cheng, Role.MODERATOR), (yu, Role.EDITOR)):
            seats.give_seat(staff=one, role=role, communities=[community.id], by=by, at=at)
        growth.set_up(at=at)
        channel = rooms.open_channel(name="内置房间", at=at)
        group = groups.bind_group(
            community=community, name="共读一群", channel_id=channel.id, external=ADDRESS, by=by, at=at
        )
        room = rooms.open_room(address=Address.objects.get(channel=channel, external=ADDRESS))
        link = rooms.make_link(room=room, by=by, at=at)
    return House(clock, org.id, lin.id, cheng.id, yu.id, community, group.id, link)


class Script:
    """What people do, and when. Moments are given as days after the first and an hour by the local clock."""

    def __init__(self, house, first):
        self.house = house
        self.first = first
        self._numbers = count()
        self._acts = []

    def moment(self, day, hour):
        """`hour` is "HH:MM" of the day so many days after the first one."""
        hours, minutes = hour.split(":")
        midnight = self.first.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + day * DAY + timedelta(hours=int(hours), minutes=int(minutes))

    def at(self, day, hour, act, *args, **more):
        """Somebody does something then."""
        when = self.moment(day, hour)
        heapq.heappush(self._acts, (when, next(self._numbers), act, args, more))

    def next_at(self):
        return self._acts[0][0] if self._acts else None

    def play(self, at):
        """Whatever people do up to a moment."""
        while self._acts and self._acts[0][0] <= at:
            _when, _number, act, args, more = heapq.heappop(self._acts)
            with self.house.scope():
                act(*args, **more)


def live(house, script, *, until):
    """Let the time pass from where the clock stands."""
    tick = house.clock.at
    while house.clock.at < until:
        moment = min(one for one in (_next_due(house.clock.at), script.next_at(), tick, until) if one)
        house.clock.set(moment)
        if moment >= tick:
            tick = moment + TICK
            rounds(at=moment)
        script.play(moment)
        settle(at=moment)


def rounds(*, at):
    """What an installation does every minute, or every ten."""
    clock.sync_all(at=at)
    clock.scan_all(at=at)
    sweeping.sweep(at=at)
    for work in (turning.turn_all, ringing.ring, activities.close_due):
        clock.in_every_organisation(lambda work=work: work(at=at) or 0)


def settle(*, at):
    """Deliver, tick, advance and send until nothing is due at this moment."""
    while True:
        with scope.everywhere():
            moved = delivery.deliver_all(at=at)
            moved += clock.tick_all(at=at) + loop.advance_all(at=at)
            moved += dispatch.dispatch_round(clock=lambda: at)
        if not moved:
            return


def _next_due(after):
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE)
        found: datetime | None = cursor.fetchone()[0]
    return found if found is not None and found > after else None


def _months():
    """The partitions of the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass"
        )
        return {row[0] for row in cursor.fetchall()}


def _do(*statements):
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)
