"""Whatever rows rooms hold about two records: merging them and taking it back restores every row."""

import json
import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from linli.connect.gateway.models import Channel, Identity
from linli.people.members import holdings
from linli.people.members.actions import merging
from linli.people.members.models import Member, Membership, Nickname, Tag

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
MERGED_AT = AT + timedelta(days=30)
ROWS_EACH = 2
OWN = {
    "members_member": (),
    "members_nickname": (),
    "members_tag": ("id",),
    "members_membership": ("id",),
    "gateway_identity": (),
    "gateway_presence": ("id", "changed_at", "is_implied"),
}
MODELS = {model._meta.db_table: model for model in apps.get_models()}


def snapshot(table, without=()):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (to_jsonb(t) - %s::text[])::text FROM {table} t", [list(without)])
        return sorted(row[0] for row in cursor.fetchall())


def everything():
    held = {one.table: () for one in holdings.registered()}
    return {table: snapshot(table, without) for table, without in {**held, **OWN}.items()}


def value_of(field, rng, members):
    """Something that fits a column; None where that is allowed, now and then."""
    if field.null and rng.random() < 0.3:
        return None
    if field.choices:
        return rng.choice([code for code, _label in field.choices])
    if field.name.endswith("member_id"):
        return rng.choice(members)
    makers = {
        models.BooleanField: lambda: rng.random() < 0.5,
        models.DateTimeField: lambda: AT - timedelta(minutes=rng.randrange(100_000)),
        models.DateField: lambda: date(2026, 1, 1) + timedelta(days=rng.randrange(300)),
        models.TimeField: lambda: time(rng.randrange(24)),
        models.DecimalField: lambda: Decimal(rng.randrange(1_000)),
        models.FloatField: lambda: rng.randrange(100) / 100,
        models.IntegerField: lambda: rng.randrange(1, 30),
        models.JSONField: lambda: field.get_default() if field.has_default() else {},
        models.CharField: lambda: f"t{rng.randrange(10**9)}"[: field.max_length],
        models.TextField: lambda: f"words {rng.randrange(10**9)}",
    }
    for kind, make in makers.items():
        if isinstance(field, kind):
            return make()
    return field.get_default()


def make_row(model, rng, members, *, manner=0, **given_values):
    """One row of a table with what it points at; None when the table's own rules refuse it.

    `manner` 0 fills columns by chance, 1 leaves them as they come, 2 leaves only empty what may be empty.
    """
    values = dict(given_values)
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name == "org" or field.attname in values or field.name in values:
            continue
        if isinstance(field, models.ForeignKey):
            if field.null and (manner or rng.random() < 0.5):
                continue
            values[field.name] = make_row(field.related_model, rng, members)
        elif not (manner == 1 and field.has_default() or manner and field.null):
            values[field.attname] = value_of(field, rng, members)
    try:
        with transaction.atomic():
            return model.objects.create(**values)
    except Error:
        return None


def fill(rng, kept, merged, others):
    """Random rows in every declared table, for both records and for somebody else."""
    for holding in holdings.registered():
        made = set()
        for member in (kept, merged, others[0]):
            for attempt in range(ROWS_EACH * 2):
                row = make_row(
                    MODELS[holding.table],
                    rng,
                    [kept, merged, *others],
                    manner=(0, 2, 1, 0)[attempt],
                    **{holding.column: member},
                )
                if row is not None:
                    made.add(member)
        if not holding.derived:
            assert {kept, merged} <= made, f"no rows could be made in {holding.table}.{holding.column}"


def make_clashes(kept, merged):
    """For tables with keys of their own: rows of the merged record that stand where the kept one's do."""
    for holding in holdings.stated():
        if not holding.unique:
            continue
        model = MODELS[holding.table]
        for row in list(model.objects.filter(**{holding.column: kept})[:2]):
            row.pk = None
            setattr(row, holding.column, merged)
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except Error:
                continue


def live(rng, cast, member):
    """Accounts, names, tags and stays of a member: what the members room keeps itself."""
    for _time in range(rng.randrange(1, 3)):
        channel = Channel.objects.create(adapter="null", name=f"c{rng.random()}", created_at=AT)
        identity = Identity.objects.create(
            channel=channel, external=f"x{rng.random()}", member_id=member.id, name=member.name,
            first_seen_at=AT,
        )  # fmt: skip
        Nickname.objects.create(member=member, identity_id=identity.id, name=member.name, since=AT)
    for name in rng.sample(["常来", "讲师", "老朋友", "书友"], k=rng.randrange(4)):
        Tag.objects.create(member=member, name=name, since=AT, by="staff:1")
    at = AT
    for number in range(1, rng.randrange(1, 4)):
        until = at + timedelta(hours=rng.randrange(1, 48))
        Membership.objects.create(
            member=member, community_id=cast.community.id, group_id=cast.group.id, stay=number,
            joined_at=at, left_at=until, leave_reason="left",
            last_spoke_at=rng.choice([None, at + timedelta(minutes=5)]),
        )  # fmt: skip
        at = until + timedelta(hours=rng.randrange(1, 48))


@pytest.mark.parametrize("seed", range(4))
def test_a_merge_taken_back_at_once_restores_every_row_of_every_room(cast, seed):
    rng = random.Random(seed)
    kept, merged, other = (
        Member.objects.create(id=700_000 + n, name=f"人{n}", first_seen_at=AT - timedelta(days=n))
        for n in range(3)
    )
    live(rng, cast, kept)
    live(rng, cast, merged)
    fill(rng, kept.id, merged.id, [other.id])
    make_clashes(kept.id, merged.id)
    for member in (kept, merged):
        merging._write_stays(member.id, cast.group.id, cast.community.id, *stays_of(member, cast), at=AT)
    before = everything()

    merge = merging.merge_members(kept=kept, merged=merged, by=cast.by_lin, at=MERGED_AT)
    moved = [one for one in holdings.stated() if snapshot(one.table) != before[one.table]]
    merging.undo_merge(merge=merge, by=cast.by_lin, at=MERGED_AT)

    after = everything()
    changed = {table for table in before if before[table] != after[table]}
    assert {table: differences(before[table], after[table]) for table in changed} == {}
    assert len(moved) >= len({one.table for one in holdings.stated()}) // 2


def stays_of(member, cast):
    rows = list(Membership.objects.filter(member=member, group_id=cast.group.id).order_by("joined_at"))
    stays = [merging.Stay(row.stay, row.joined_at, row.left_at, row.leave_reason) for row in rows]
    return stays, [row.last_spoke_at for row in rows if row.last_spoke_at]


def differences(before, after):
    gone, come = set(before) - set(after), set(after) - set(before)
    return [json.loads(one) for one in sorted(gone)[:2]], [json.loads(one) for one in sorted(come)[:2]]
