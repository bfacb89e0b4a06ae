"""A transaction of the homeserver becomes records in the log, and invitations become jobs, all or nothing."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction

from linli.connect.adapters.matrix import account as accounts
from linli.connect.adapters.matrix import jobs, payloads
from linli.connect.adapters.matrix.actions import digest_of
from linli.connect.adapters.matrix.models import Registration
from linli.connect.gateway import registry
from linli.connect.gateway.contract import Account
from linli.connect.gateway.intake import accepting
from linli.connect.gateway.intake.rules import MAX_BATCH
from linli.facts.inbound import Inbound
from linli.kernel.orgs import scope

logger = logging.getLogger(__name__)


def find_account(token: str) -> Account | None:
    """The channel a homeserver's token speaks for, of whatever organisation."""
    with scope.everywhere():
        found = Registration.objects.select_related("channel").filter(digest=digest_of(token)).first()
        return registry.account_of(found.channel) if found else None


def take(account: Account, events: Sequence[Any], *, at: datetime) -> None:
    """Commit what a transaction brought; the homeserver may forget it after that.

    The homeserver's transaction ids are not looked at: they begin anew when it is set up anew. The id of each
    event is what keeps redelivered ones out.
    """
    matrix = accounts.of(account)
    records = payloads.records(events, matrix=matrix, at=at)
    with scope.org(account.org), transaction.atomic():
        _accept(account.channel, records, at=at)
        for room in payloads.invitations(events, matrix=matrix):
            jobs.join_room.defer(channel=account.channel, org=account.org, room=room)


def _accept(channel: int, records: Sequence[Inbound], *, at: datetime) -> None:
    for start in range(0, len(records), MAX_BATCH):
        batch = records[start : start + MAX_BATCH]
        try:
            with transaction.atomic():
                _told(channel, accepting.accept(channel, batch, at=at))
        except OperationalError:
            raise
        except Exception:
            logger.exception(
                "Cannot take %s records of channel %s together; they are taken singly", len(batch), channel
            )
            _accept_singly(channel, batch, at=at)


def _accept_singly(channel: int, batch: Sequence[Inbound], *, at: datetime) -> None:
    """One record that cannot be kept must not hold up the rest: the homeserver would send it for ever."""
    for record in batch:
        try:
            with transaction.atomic():
                accepting.accept(channel, [record], at=at)
        except OperationalError:
            raise
        except Exception:
            logger.exception("Cannot take in %s of channel %s", record.external_id, channel)


def _told(channel: int, accepted: accepting.Accepted) -> None:
    for _, sentence in accepted.refused:
        logger.warning("Left out a record of channel %s: %s", channel, sentence)
