"""Forgetting a person at their request. Counts stay true: messages, stays and points remain, without words.

This is the one place that rewrites the log: what the person wrote and was called is taken out of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Identity
from linli.facts.members import MemberErased
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.members import holdings, rules
from linli.people.members.actions import holding, mentions
from linli.people.members.models import Member, Merge, Nickname, Tag
from linli.people.members.queries import people

ERASED_NAME = "已注销"

_WITHOUT_WORDS = """
UPDATE events SET data = CASE kind
    WHEN 'message.posted' THEN data - 'text' - 'parts'
    WHEN 'message.edited' THEN data - 'text' - 'parts'
    WHEN 'identity.seen' THEN jsonb_set(data - 'name', '{external}', '"erased"')
    WHEN 'identity.renamed' THEN jsonb_set(data, '{name}', '""')
    WHEN 'member.tagged' THEN jsonb_set(data, '{tag}', '""')
    WHEN 'member.untagged' THEN jsonb_set(data, '{tag}', '""')
    WHEN 'group.noted' THEN data - 'note'
    WHEN 'task.opened' THEN jsonb_set(data, '{title}', '""')
END
WHERE org_id = %s AND member_id = ANY(%s) AND kind IN ('message.posted', 'message.edited', 'identity.seen',
    'identity.renamed', 'member.tagged', 'member.untagged', 'group.noted', 'task.opened')
"""
_WITHOUT_ERRORS = """
UPDATE parked_events SET error = '' WHERE org_id = %s
    AND event_id IN (SELECT id FROM events WHERE org_id = %s AND member_id = ANY(%s))
"""
_WITHOUT_AUDITED_WORDS = """
UPDATE orgs_auditentry SET before = before - 'tag' - 'name', after = after - 'tag' - 'name'
WHERE org_id = %s AND (subject = ANY(%s) OR (jsonb_typeof(after->'members') = 'array'
    AND after->'members' <> '[]' AND after->'members' <@ to_jsonb(%s::bigint[])))
"""
_WITHOUT_ADDRESSES = "UPDATE orgs_auditentry SET ip = NULL WHERE org_id = %s AND actor = ANY(%s)"
_WITHOUT_JOBS = """
DELETE FROM procrastinate_jobs WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted')
    AND args->>'org_id' = %s AND (args->>'member_id')::bigint = ANY(%s)
"""
_OLD = """
org_id = %s AND kind IN ('message.posted', 'message.edited') AND occurred_at < %s
    AND (data ? 'text' OR data ? 'parts')
"""


class CannotErase(Refusal):
    """This record is gone already, or is a part of another."""


@transaction.atomic
def erase_member(*, member: Member, by: Actor, at: datetime) -> None:
    """Take every name, account, tag and word of a person out of Linli, records merged into them included.

    It cannot be taken back. Rooms above follow the event `member.erased`. Raises CannotErase.
    """
    locked = Member.objects.select_for_update().filter(id=member.id).first()
    if locked is None or locked.erased_at is not None:
        raise CannotErase(_("this member was erased already"))
    if locked.merged_into_id is not None:
        raise CannotErase(_("this record is part of another member: erase that one"))
    ids = people.all_ids(locked.id)
    mentions.forget_mentions(ids, name=ERASED_NAME)
    _forget_titles(ids)
    _forget_who(ids, at)
    _forget_words(ids)
    holding.erase(ids)
    log.append_one(MemberErased(merged=tuple(ids[1:])), by=by, at=at, member=locked.id)
    audit.record("member.erased", subject=f"member:{locked.id}", by=replace(by, ip=None), at=at)
    member.refresh_from_db()


def count_old_words(before: datetime) -> int:
    """How many messages of the organisation in scope that were said before a moment still have words."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM events WHERE {_OLD}", [scope.org_id(), before])  # noqa: S608
        return int(cursor.fetchone()[0])


@transaction.atomic
def blank_old_words(before: datetime) -> int:
    """Take text and parts out of messages said before a moment; returns how many. Who spoke when stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE events SET data = data - 'text' - 'parts' WHERE {_OLD}",  # noqa: S608
            [scope.org_id(), before],
        )
        return int(cursor.rowcount)


def _forget_who(ids: Sequence[int], at: datetime) -> None:
    Member.objects.filter(id__in=ids).update(
        name=ERASED_NAME, sort_key=rules.sort_key(ERASED_NAME), zone="", language="", erased_at=at
    )
    Nickname.objects.filter(member_id__in=ids).delete()
    Tag.objects.filter(member_id__in=ids).delete()
    Merge.objects.filter(kept_id__in=ids).update(moved={})
    for identity in Identity.objects.select_for_update().filter(member_id__in=ids).order_by("id"):
        identity.external, identity.name = f"erased:{identity.id}", ""
        identity.save(update_fields=["external", "name"])


def _forget_titles(ids: Sequence[int]) -> None:
    """Names of files and works that hold a name of theirs; one letter names nobody."""
    names = {
        *Member.objects.filter(id__in=ids).values_list("name", flat=True),
        *Nickname.objects.filter(member_id__in=ids).values_list("name", flat=True),
    }
    told = [name for name in names if len(name.strip()) > 1]
    with connection.cursor() as cursor:
        for table, column in holdings.titles():
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE org_id = %s AND EXISTS ("  # noqa: S608
                f"SELECT 1 FROM unnest(%s::text[]) n WHERE position(lower(n) IN lower({column})) > 0)",
                [ERASED_NAME, scope.org_id(), told],
            )


def _forget_words(ids: Sequence[int]) -> None:
    org, codes = scope.org_id(), [f"member:{one}" for one in ids]
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_ERRORS, [org, org, list(ids)])
        cursor.execute(_WITHOUT_WORDS, [org, list(ids)])
        cursor.execute(_WITHOUT_AUDITED_WORDS, [org, codes, list(ids)])
        cursor.execute(_WITHOUT_ADDRESSES, [org, codes])
        cursor.execute(_WITHOUT_JOBS, [str(org), list(ids)])
