"""What playbooks and conditions do with profiles: in memory and in SQL alike."""

import pytest
from django.db import connection

from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.profiles.actions import answering
from linli.people.profiles.models import Asking, FieldUse
from linli.people.profiles.queries import answers


def context(cast, member=None):
    return Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=cast.at,
        actor="run:7",
        key="k",
        member_id=member.id if member else None,
        run_id=7,
    )


def test_a_playbook_fills_a_field_and_that_counts_as_use(template):
    for _time in range(2):
        registry.run("profiles.set_field", {"code": "city", "value": "杭州"}, context(template, template.su))

    assert answers.values_of(template.su.id) == {"city": "浙江/杭州"}
    assert FieldUse.objects.get().purpose == "playbook"


def test_asking_twice_asks_once(template):
    for _time in range(2):
        registry.run("profiles.ask", {}, context(template, template.momo))

    assert Asking.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("person.field", {"code": "city"}),
        ("person.field", {"code": "nowhere"}),
        ("person.field_number", {"code": "years"}),
        ("person.field_date", {"code": "city"}),
        ("person.field_choices", {"code": "need_business"}),
        ("person.completeness", {}),
    ],
)
def test_a_probe_in_sql_equals_its_reading(template, name, given):
    values = {"city": "杭州", "years": "6.5", "need_business": ["partners", "hiring"], "nickname": "苏"}
    answering.answer(
        member_id=template.su.id, values=values, source="member", by=template.by_lin, at=template.at
    )
    ids = [template.su.id, template.momo.id]
    probe = registry.get_probe(name)

    read = registry.read(name, ids, context(template), given)
    piece = probe.sql(**given)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person.id, {piece.text} FROM members_member person WHERE person.id = ANY(%s)",
            [*piece.params, ids],
        )
        assert dict(cursor.fetchall()) == read
