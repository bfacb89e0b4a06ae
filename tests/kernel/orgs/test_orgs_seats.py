"""Seats: nobody gives more than they hold, and an owner always remains."""

import pytest

from linli.kernel.orgs import queries, scope
from linli.kernel.orgs.actions import organisations, seats, staff
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.models import AuditEntry, Organisation, Seat
from linli.kernel.orgs.rules import Permission, Role
from tests.cast import AT


@pytest.fixture
def hua(cast):
    return staff.create_staff(email="hua@qingfeng.example", name="华", at=AT)


def trail():
    return [(one.actor, one.action, one.subject) for one in AuditEntry.objects.order_by("id")]


def test_a_seat_is_given_and_written_down(cast, hua):
    before = len(trail())

    seat = seats.give_seat(staff=hua, role=Role.ANALYST, by=cast.by_lin, at=AT)

    assert (seat.role, seat.communities, seat.org_id) == ("analyst", None, cast.org.id)
    entry = AuditEntry.objects.latest("id")
    assert len(trail()) == before + 1
    assert (entry.action, entry.subject, entry.actor) == (
        "seat.given",
        f"staff:{hua.id}",
        f"staff:{cast.lin.id}",
    )
    assert entry.after == {"role": "analyst", "communities": None}


def test_a_second_seat_in_one_organisation_is_refused(cast):
    before = trail()

    with pytest.raises(seats.SeatTaken, match="程诺 already has a seat here"):
        seats.give_seat(staff=cast.cheng, role=Role.ANALYST, by=cast.by_lin, at=AT)

    assert Seat.objects.get(staff=cast.cheng).role == "moderator"
    assert trail() == before


@pytest.mark.parametrize(
    ("role", "is_limited"), [(Role.OWNER, False), (Role.PLANNER, True), (Role.MODERATOR, False)]
)
def test_cheng_cannot_give_more_than_cheng_holds(cast, hua, role, is_limited):
    before = trail()

    with pytest.raises(seats.CannotGiveMore):
        seats.give_seat(
            staff=hua,
            role=role,
            communities=[cast.community.id] if is_limited else None,
            by=cast.by_cheng,
            at=AT,
        )

    assert not Seat.objects.filter(staff=hua).exists()
    assert trail() == before


def test_cheng_can_give_an_equal_seat(cast, hua):
    seat = seats.give_seat(
        staff=hua, role=Role.SUPPORT, communities=[cast.community.id], by=cast.by_cheng, at=AT
    )

    assert seat.reach == frozenset({cast.community.id})


def test_zhou_gives_nothing_here(cast, hua):
    with pytest.raises(seats.CannotGiveMore):
        seats.give_seat(staff=hua, role=Role.ASSISTANT, by=cast.by_zhou, at=AT)

    assert not Seat.objects.filter(staff=hua).exists()


def test_the_last_owner_is_neither_demoted_nor_removed(cast):
    before = trail()

    with pytest.raises(seats.LastOwner):
        seats.change_role(seat=cast.lin_seat, role=Role.PLANNER, by=cast.by_lin, at=AT)
    with pytest.raises(seats.LastOwner):
        seats.remove_seat(seat=cast.lin_seat, by=cast.by_lin, at=AT)

    assert Seat.objects.get(staff=cast.lin).role == "owner"
    assert trail() == before


def test_an_owner_who_cannot_log_in_does_not_count(cast, hua):
    seats.give_seat(staff=hua, role=Role.OWNER, by=cast.by_lin, at=AT)
    hua.is_active = False
    hua.save()

    with pytest.raises(seats.LastOwner):
        seats.remove_seat(seat=cast.lin_seat, by=cast.by_lin, at=AT)


def test_with_a_second_owner_the_first_may_go(cast, hua):
    seats.give_seat(staff=hua, role=Role.OWNER, by=cast.by_lin, at=AT)

    seats.remove_seat(seat=cast.lin_seat, by=cast.by_lin, at=AT)

    assert [one.staff for one in Seat.objects.filter(role="owner")] == [hua]
    assert trail()[-1] == (f"staff:{cast.lin.id}", "seat.removed", f"staff:{cast.lin.id}")


def test_a_change_of_role_keeps_both_sides_of_the_story(cast):
    seats.change_role(seat=cast.cheng_seat, role=Role.PLANNER, by=cast.by_lin, at=AT)

    entry = AuditEntry.objects.latest("id")
    assert entry.before == {"role": "moderator", "communities": [cast.community.id]}
    assert entry.after == {"role": "planner", "communities": None}


def test_cheng_cannot_change_the_owner(cast):
    with pytest.raises(seats.CannotGiveMore):
        seats.change_role(seat=cast.lin_seat, role=Role.ASSISTANT, by=cast.by_cheng, at=AT)

    assert Seat.objects.get(staff=cast.lin).role == "owner"


def test_an_owner_reaches_all(cast, hua):
    with pytest.raises(seats.OwnerReachesAll):
        seats.give_seat(staff=hua, role=Role.OWNER, communities=[1], by=cast.by_lin, at=AT)

    assert not Seat.objects.filter(staff=hua).exists()


def test_a_seat_of_another_organisation_cannot_be_touched(cast):
    with pytest.raises(queries.NoSuchSeat):
        seats.remove_seat(seat=cast.zhou_seat, by=cast.by_lin, at=AT)

    with cast.scope_elsewhere():
        assert Seat.objects.get().staff == cast.zhou


def test_the_door_opens_for_those_who_have_a_seat(cast):
    assert queries.access_seat(cast.lin, cast.org.id).role == "owner"
    for org_id in (cast.elsewhere.id, 0, -1, 999_999):
        with pytest.raises(queries.NoSuchSeat):
            queries.access_seat(cast.lin, org_id)

    cast.lin.is_active = False
    with pytest.raises(queries.NoSuchSeat):
        queries.access_seat(cast.lin, cast.org.id)


def test_what_a_seat_can_do(cast):
    def can(seat, permission, community=None):
        return queries.can(seat, permission, community)

    assert can(cast.cheng_seat, Permission.MODERATE, cast.community.id)
    assert can(cast.cheng_seat, Permission.MODERATE)
    assert not can(cast.cheng_seat, Permission.MODERATE, cast.community.id + 1)
    assert not can(cast.cheng_seat, Permission.STAFF_EDIT)
    assert can(cast.lin_seat, Permission.STAFF_EDIT)


def test_an_agency_switches_between_organisations(cast):
    with cast.scope_elsewhere():
        seats.give_seat(staff=cast.lin, role=Role.PLANNER, by=cast.by_zhou, at=AT)

    assert queries.organisations_of(cast.lin) == [cast.elsewhere, cast.org]
    assert queries.organisations_of(cast.zhou) == [cast.elsewhere]
    assert [one.staff for one in queries.staff_of(cast.elsewhere.id)] == [cast.zhou, cast.lin]


def test_two_organisations_cannot_share_a_short_name(cast):
    with pytest.raises(organisations.OrganisationTaken, match="qingfeng"):
        organisations.create_organisation(name="又一家", slug="qingfeng", owner=cast.zhou, by=SYSTEM, at=AT)

    assert Organisation.objects.count() == 2


def test_an_organisation_needs_a_real_zone(cast):
    with pytest.raises(organisations.UnknownZone, match="Mars/Olympus"):
        organisations.change_organisation(zone="Mars/Olympus", by=cast.by_lin, at=AT)

    assert Organisation.objects.get(id=cast.org.id).zone == "Asia/Shanghai"


def test_the_trail_is_filtered_and_stays_at_home(cast):
    seats.change_role(seat=cast.cheng_seat, role=Role.SUPPORT, by=cast.by_lin, at=AT)

    def actions(**filters):
        return [one.action for one in queries.audit_trail(**filters)]

    everything = ["seat.changed", "group.bound", "seat.given", "community.opened", "organisation.created"]
    assert actions() == everything
    assert actions(action="seat.") == ["seat.changed", "seat.given"]
    assert actions(subject="staff:") == ["seat.changed", "seat.given"]
    assert actions(subject=f"community:{cast.community.id}") == ["community.opened"]
    assert actions(actor="system") == ["organisation.created"]
    assert actions(until=AT) == []
    assert actions(since=AT, limit=2) == everything[:2]
    assert actions(before_id=queries.audit_trail(limit=2)[-1].id) == everything[2:]
    with scope.org(cast.elsewhere.id):
        assert actions() == ["organisation.created"]
