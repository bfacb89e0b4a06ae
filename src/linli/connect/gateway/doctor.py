"""The doctor: is the installation well, and is each channel? One sentence for everything that is not."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from linli.connect.gateway import registry
from linli.connect.gateway.contract import Check
from linli.connect.gateway.models import Channel
from linli.kernel.errors import Refusal
from linli.kernel.events import partitions
from linli.kernel.events import queries as events
from linli.kernel.orgs import scope

OLDEST_SERVER = 140000
LONGEST_LAG = timedelta(minutes=1)
LARGEST_CLOCK_ERROR = timedelta(seconds=5)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examined:
    """One patient: the installation (`channel` is None) or a channel, and what was found."""

    name: str
    channel: int | None
    checks: Sequence[Check]

    @property
    def is_well(self) -> bool:
        """Is nothing wrong?"""
        return all(check.is_ok for check in self.checks)


def examine(channel: Channel) -> list[Check]:
    """What the adapter of a channel finds out about its settings, credentials, connection and rights."""
    try:
        adapter = registry.get_adapter(channel.adapter)
        found = list(adapter.examine(registry.account_of(channel)))
    except Refusal as refusal:
        return [Check("adapter", False, str(refusal))]
    except Exception as error:
        log.exception("The doctor of %s broke down", channel.adapter)
        sentence = _("The check itself broke down: %(error)s.") % {
            "error": f"{type(error).__name__}: {error}"
        }
        return [Check("adapter", False, sentence)]
    return found


def examine_all(*, at: datetime) -> list[Examined]:
    """The installation, then every channel of every organisation that is not switched off."""
    found = [Examined(_("Installation"), None, examine_installation(at=at))]
    if not found[0].checks[0].is_ok:
        return found
    with scope.everywhere():
        channels = list(Channel.objects.exclude(state="off").order_by("org_id", "id"))
    for channel in channels:
        with scope.org(channel.org_id):
            found.append(Examined(f"{channel.name} ({channel.adapter})", channel.id, examine(channel)))
    return found


def examine_installation(*, at: datetime) -> list[Check]:
    """The database first; without it nothing else is looked at."""
    first = _database()
    if not first.is_ok:
        return [first]
    checks: Sequence[Callable[[datetime], Check]] = (_clock, _partitions, _lag, _overdue, _unknown)
    return [first, _zone(), *(check(at) for check in checks)]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0])
    except DatabaseError as error:
        line = str(error).strip().partition("\n")[0]
        return Check("database", False, _("The database does not answer: %(error)s.") % {"error": line})
    if version < OLDEST_SERVER:
        return Check(
            "database", False, _("PostgreSQL 14 or newer is needed: DATABASE_URL names an older one.")
        )
    return Check("database", True, _("PostgreSQL %(version)s answers.") % {"version": version // 10000})


def _zone() -> Check:
    name = settings.TIME_ZONE
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        sentence = _("LINLI_ZONE is %(zone)s, which is no zone: use a name like Asia/Shanghai.")
        return Check("zone", False, sentence % {"zone": name})
    return Check("zone", True, _("Times are shown in %(zone)s.") % {"zone": name})


def _clock(at: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there = cursor.fetchone()[0]
    seconds = abs((there - at).total_seconds())
    if seconds > LARGEST_CLOCK_ERROR.total_seconds():
        sentence = _(
            "The clocks of this machine and of the database differ by %(seconds)s seconds: set them."
        )
        return Check("clock", False, sentence % {"seconds": round(seconds)})
    return Check("clock", True, _("The clocks of this machine and of the database agree."))


def _partitions(at: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'events'::regclass"
        )
        made = {row[0] for row in cursor.fetchall()}
    wanted = [f"events_{partitions.month_start(at, months):%Y_%m}" for months in (0, 1)]
    missing = [name for name in wanted if name not in made]
    if missing:
        sentence = _("The log has no room for the month of %(name)s: start a worker, it makes it.")
        return Check("partitions", False, sentence % {"name": missing[0]})
    return Check("partitions", True, _("The log has room for the coming months."))


def _lag(at: datetime) -> Check:
    for lane in events.lane_lags():
        if lane.waiting and lane.oldest_at is not None and at - lane.oldest_at > LONGEST_LAG:
            sentence = _("Events waiting for the reactions of “%(lane)s”: %(count)s. Start a worker.")
            return Check("workers", False, sentence % {"count": lane.waiting, "lane": lane.lane})
    return Check("workers", True, _("The workers keep up with the log."))


def _overdue(at: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM gateway_effect WHERE state = 'planned' AND due_at < %s"
            " LIMIT 1000) e",
            [at - LONGEST_LAG],
        )
        count = cursor.fetchone()[0]
    if count:
        sentence = _("Effects overdue by more than a minute: %(count)s. Start a worker.")
        return Check("outbox", False, sentence % {"count": f"{count}+" if count == 1000 else count})
    return Check("outbox", True, _("The outbox keeps up."))


def _unknown(at: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM gateway_effect WHERE state = 'unknown' AND started_at < %s",
            [at - LONGEST_LAG],
        )
        count = cursor.fetchone()[0]
    if count:
        sentence = _("Effects that may or may not have arrived: %(count)s. Decide about them in the outbox.")
        return Check("unknown", False, sentence % {"count": count})
    return Check("unknown", True, _("Of every effect it is known whether it arrived."))
