"""Who may do what: every role against every permission, written out."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.orgs import rules
from linli.kernel.orgs.rules import GRANTS, ORG_WIDE, Permission, Role

ROLES = ("owner", "planner", "editor", "moderator", "analyst", "support", "assistant")
TABLE = """
console.see       1 1 1 1 1 1 1
communities.edit  1 1 0 0 0 0 0
members.edit      1 1 0 1 0 1 0
members.export    1 0 0 0 1 0 0
playbooks.edit    1 1 1 0 0 0 0
playbooks.publish 1 1 0 0 0 0 0
tasks.do          1 1 1 1 0 1 1
outbox.send       1 1 1 1 0 0 0
growth.adjust     1 1 0 1 0 0 0
moderation.act    1 0 0 1 0 0 0
moderation.edit   1 1 0 1 0 0 0
insights.see      1 1 1 1 1 1 1
channels.edit     1 1 0 0 0 0 0
events.repair     1 0 0 0 0 0 0
staff.edit        1 0 0 0 0 0 0
settings.edit     1 0 0 0 0 0 0
audit.see         1 1 0 0 1 0 0
tokens.edit       1 0 0 0 0 0 0
personal.see      1 1 0 1 0 1 0
"""
CELLS = [
    (role, line.split()[0], mark == "1")
    for line in TABLE.strip().splitlines()
    for role, mark in zip(ROLES, line.split()[1:], strict=True)
]


@pytest.mark.parametrize(("role", "permission", "is_granted"), CELLS)
def test_every_role_holds_exactly_what_the_table_says(role, permission, is_granted):
    assert rules.is_granted(Role(role), Permission(permission)) is is_granted


def test_the_table_names_every_role_and_permission():
    assert {(role, permission) for role, permission, _ in CELLS} == {
        (str(role), str(permission)) for role in Role for permission in Permission
    }


@pytest.mark.parametrize(
    ("communities", "community", "permission", "may"),
    [
        (None, None, Permission.SEE, True),
        (None, 7, Permission.SEE, True),
        (frozenset({7}), 7, Permission.SEE, True),
        (frozenset({7}), 8, Permission.SEE, False),
        (frozenset({7}), None, Permission.SEE, True),
        (frozenset(), None, Permission.SEE, False),
        (None, None, Permission.CHANNEL_EDIT, True),
        (frozenset({7}), None, Permission.CHANNEL_EDIT, False),
        (None, None, Permission.STAFF_EDIT, False),
    ],
)
def test_a_limited_seat_reaches_its_communities_and_nothing_of_the_whole(
    communities, community, permission, may
):
    assert (
        rules.may(role=Role.PLANNER, permission=permission, communities=communities, community=community)
        is may
    )


reaches = st.none() | st.frozensets(st.integers(1, 4))


@given(st.sampled_from(Role), reaches, st.sampled_from(Role), reaches, st.sampled_from(Permission))
def test_what_can_be_given_never_exceeds_what_the_giver_holds(giver, giver_reach, role, reach, permission):
    if not rules.can_give(giver=giver, giver_communities=giver_reach, role=role, communities=reach):
        return

    for community in (None, 1, 2, 3, 4):
        if rules.may(role=role, permission=permission, communities=reach, community=community):
            assert rules.may(role=giver, permission=permission, communities=giver_reach, community=community)


def test_an_owner_can_give_every_role_and_an_assistant_only_its_own():
    def given_by(giver):
        return {
            role
            for role in Role
            if rules.can_give(giver=giver, giver_communities=None, role=role, communities=None)
        }

    assert given_by(Role.OWNER) == set(Role)
    assert given_by(Role.ASSISTANT) == {Role.ASSISTANT}


def test_only_an_owner_holds_the_keys_to_the_house():
    assert {role for role in Role if Permission.STAFF_EDIT in GRANTS[role]} == {Role.OWNER}
    assert Permission.STAFF_EDIT in ORG_WIDE


def test_a_code_counts_one_step_to_either_side_but_never_again():
    at = datetime(2026, 11, 2, tzinfo=UTC)
    now = int(at.timestamp()) // 30

    assert rules.totp_steps(at, last=0) == [now - 1, now, now + 1]
    assert rules.totp_steps(at, last=now) == [now + 1]
