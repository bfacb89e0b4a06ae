import pytest
from django.db import connection

from linli.facts.roles import RoleAssigned
from linli.kernel.conditions import check, memory, readings, sql
from linli.kernel.conditions.schema import Schema
from linli.kernel.errors import Refusal
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import registry
from linli.people.roles.actions import assigning, experts
from linli.people.roles.models import Assignment, Expert
from linli.people.roles.rules.parts import Status
from tests.cast import events_after


def context(cast, member=None):
    return Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=cast.at,
        actor="playbook:roles@1",
        key="k",
        member_id=(member or cast.su).id,
    )


def call(cast, name, arguments, member=None):
    verb = registry.get_verb(name)
    return verb.function(verb.params(**arguments), context(cast, member))


@pytest.mark.parametrize(
    ("verb", "status"), [("roles.propose_candidate", "candidate"), ("roles.assign", "member_held")]
)
def test_a_role_given_twice_is_given_once(cast, verb, status):
    for _twice in range(2):
        call(cast, verb, {"role": "guide"})

    assert list(Assignment.objects.values_list("member_id", "status")) == [(cast.su.id, status)]
    assert len([event for event in events_after() if isinstance(event.fact, RoleAssigned)]) == 1


def test_who_holds_a_role_is_not_proposed_for_it(cast):
    call(cast, "roles.assign", {"role": "guide"})
    call(cast, "roles.propose_candidate", {"role": "guide"})

    assert Assignment.objects.get().status == "member_held"


def test_a_role_ended_twice_ends_once(cast):
    call(cast, "roles.assign", {"role": "guide"})
    for _twice in range(2):
        call(cast, "roles.end", {"role": "guide"})

    assert list(Assignment.objects.values_list("status", "end_reason")) == [("retired", "done")]


def test_an_expert_is_moved_on_once_from_the_column_named(cast):
    expert = experts.register(
        community=cast.community, by=cast.by_lin, at=cast.at, name="沈墨", niche="修书", member=cast.su
    )

    for _twice in range(2):
        call(cast, "roles.advance_kol", {"before": "candidate"})

    assert Expert.objects.get(id=expert.id).stage == "contacted"


def test_without_a_member_or_an_expert_the_verbs_say_so(cast):
    with pytest.raises(Refusal, match="this member is not among the experts of this community"):
        call(cast, "roles.advance_kol", {})
    verb = registry.get_verb("roles.assign")
    with pytest.raises(Refusal, match="there is no member here to put into a role"):
        verb.function(
            verb.params(role="guide"),
            Context(
                org_id=cast.org.id,
                community_id=cast.community.id,
                at=cast.at,
                actor="playbook:roles@1",
                key="k",
            ),
        )
    assert Assignment.objects.count() == 0


CONDITIONS = ('person.roles contains "guide"', 'person.holds_role("guide")', 'person.holds_role("host")')


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_about_roles_is_the_same_in_memory_and_in_sql(cast, text):
    for member, role, status in (
        (cast.su, "guide", Status.MEMBER_HELD),
        (cast.su, "creator", Status.CANDIDATE),
        (cast.momo, "host", Status.CANDIDATE),
    ):
        assigning.assign_member(
            community=cast.community, role=role, member=member, status=status, by=cast.by_lin, at=cast.at
        )
    checked = check.condition(text, Schema(readings.fields_of_probes(Subject.PERSON)))
    ids = sorted((cast.su.id, cast.momo.id))

    values = readings.read(checked, ids, context(cast))
    evaluator = memory.evaluator(checked)
    in_memory = [id for id in ids if evaluator.holds(values[id], at=cast.at)]
    where = sql.where(checked, at=cast.at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person.id FROM members_member person WHERE person.id = ANY(%s) AND {where.text}"
            " ORDER BY 1",
            [ids, *where.params],
        )
        in_sql = [row[0] for row in cursor.fetchall()]

    assert in_memory == in_sql == ([] if "host" in text else [cast.su.id])
