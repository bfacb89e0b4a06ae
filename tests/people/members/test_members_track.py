"""The steps of a member's growth, for the team and for themselves."""

from datetime import timedelta

from django.db import transaction

from linli.facts.belonging import StageMoved
from linli.facts.growth import CheckedIn
from linli.facts.roles import RoleAssigned
from linli.kernel.events import log
from linli.kernel.orgs.actor import SYSTEM
from linli.people.members.queries import track

DAY = timedelta(days=1)


def tell(cast, fact, days, *, community=None):
    with transaction.atomic():
        log.append_one(
            fact,
            by=SYSTEM,
            at=cast.at + days * DAY,
            community=community or cast.community.id,
            member=cast.su.id,
        )


def kinds(steps):
    return [one.kind for one in steps]


def test_joining_and_first_words_are_steps_and_talk_is_not(cast):
    steps = track.track_of([cast.su.id])

    assert kinds(steps) == ["message.posted", "membership.joined"]
    assert steps[0].sentence.msgid == "Spoke for the first time"


def test_only_round_streaks_are_steps(cast):
    for day in range(1, 9):
        tell(cast, CheckedIn(day=f"2026-11-{day:02}", streak=day, points=1), day)

    assert kinds(track.track_of([cast.su.id])).count("checkin.done") == 1


def test_a_member_does_not_read_what_the_team_thinks_of_them(cast):
    tell(cast, StageMoved(before="active", after="silent"), 1)
    tell(cast, RoleAssigned(assignment=1, role="guide", status="candidate"), 2)
    tell(cast, RoleAssigned(assignment=1, role="guide", status="member_held"), 3)

    team = track.track_of([cast.su.id])
    own = track.track_of([cast.su.id], is_own=True)

    assert kinds(team)[:3] == ["role.assigned", "role.assigned", "belonging.stage_changed"]
    assert [one.sentence.msgid for one in own if one.kind == "role.assigned"] == [
        "Took on the role “%(role)s”"
    ]
    assert "belonging.stage_changed" not in kinds(own)


def test_a_limited_seat_sees_its_communities_only(cast):
    tell(cast, StageMoved(before="", after="new"), 1, community=cast.community.id + 999)

    assert "belonging.stage_changed" not in kinds(
        track.track_of([cast.su.id], reach=frozenset({cast.community.id}))
    )
    assert "belonging.stage_changed" in kinds(track.track_of([cast.su.id]))


def test_another_organisation_sees_nothing(cast):
    with cast.scope_elsewhere():
        assert track.track_of([cast.su.id]) == []
