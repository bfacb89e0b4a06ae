"""Accounts: passwords, invitations, and the lock after wrong passwords."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, login
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from linli.kernel.orgs.actions import staff
from linli.kernel.orgs.models import AuditEntry, Seat, Staff
from linli.kernel.orgs.rules import Role
from tests.cast import AT

GOOD = "river-stone-lantern"
OTHER = "quiet-harbour-maple"


@pytest.fixture
def hua(db):
    return staff.create_staff(email="Hua@Qingfeng.example", name="华", password=GOOD, at=AT)


def log_in(password, email="hua@qingfeng.example"):
    return authenticate(RequestFactory().post("/login"), username=email, password=password)


def test_passwords_are_kept_with_argon2(hua):
    assert hua.password.startswith("argon2$argon2id$")
    assert hua.check_password(GOOD)


def test_two_accounts_cannot_share_an_address_in_any_case(hua):
    with pytest.raises(staff.EmailTaken, match=r"hua@qingfeng\.example already has an account"):
        staff.create_staff(email="HUA@qingfeng.example", name="花", at=AT)

    assert Staff.objects.count() == 1


@pytest.mark.parametrize("weak", ["short", "password123", "hua@qingfeng.example"])
def test_a_weak_password_makes_no_account(db, weak):
    with pytest.raises(staff.PasswordTooWeak):
        staff.create_staff(email="hua@qingfeng.example", name="华", password=weak, at=AT)

    assert Staff.objects.count() == 0


def test_an_account_without_a_password_cannot_log_in(db):
    staff.create_staff(email="hua@qingfeng.example", name="华", at=AT)

    assert log_in("") is None


def test_a_password_is_changed_by_who_knows_it(cast):
    cast.lin.set_password(GOOD)
    cast.lin.save()

    staff.change_password(staff=cast.lin, present=GOOD, password=OTHER, by=cast.by_lin, at=AT)

    assert Staff.objects.get(id=cast.lin.id).check_password(OTHER)
    assert AuditEntry.objects.latest("id").action == "staff.password_changed"


@pytest.mark.parametrize(
    ("present", "password", "refusal"),
    [("not it at all", OTHER, staff.WrongPassword), (GOOD, "short", staff.PasswordTooWeak)],
)
def test_a_refused_change_of_password_changes_nothing(cast, present, password, refusal):
    cast.lin.set_password(GOOD)
    cast.lin.save()
    before = AuditEntry.objects.count()

    with pytest.raises(refusal):
        staff.change_password(staff=cast.lin, present=present, password=password, by=cast.by_lin, at=AT)

    assert Staff.objects.get(id=cast.lin.id).check_password(GOOD)
    assert AuditEntry.objects.count() == before


def test_an_invitation_lets_its_holder_choose_a_password_once(cast):
    seat, secret = staff.invite_staff(
        email="hua@qingfeng.example", name="华", role=Role.EDITOR, by=cast.by_lin, at=AT
    )

    accepted = staff.accept_invitation(secret=secret, password=GOOD, at=AT + timedelta(days=6))

    assert (accepted.id, seat.role) == (seat.staff_id, "editor")
    assert log_in(GOOD) == accepted
    with pytest.raises(staff.InvitationInvalid):
        staff.accept_invitation(secret=secret, password=OTHER, at=AT + timedelta(days=6))
    assert log_in(GOOD) == accepted


def test_an_old_or_changed_invitation_is_refused(cast):
    seat, secret = staff.invite_staff(
        email="hua@qingfeng.example", name="华", role=Role.EDITOR, by=cast.by_lin, at=AT
    )

    with pytest.raises(staff.InvitationInvalid):
        staff.accept_invitation(secret=secret, password=GOOD, at=AT + timedelta(days=7, seconds=1))
    with pytest.raises(staff.InvitationInvalid):
        staff.accept_invitation(secret=secret[:-2] + "xx", password=GOOD, at=AT)

    assert not Staff.objects.get(id=seat.staff_id).has_usable_password()


def test_inviting_somebody_with_an_account_leaves_the_password_alone(cast, hua):
    seat, secret = staff.invite_staff(
        email="HUA@qingfeng.example", name="花", role=Role.EDITOR, by=cast.by_lin, at=AT
    )

    assert (seat.staff_id, secret) == (hua.id, "")
    assert log_in(GOOD) == hua


def test_cheng_cannot_invite_an_owner(cast):
    before = (Staff.objects.count(), AuditEntry.objects.count())

    with pytest.raises(Exception, match="cannot give a role"):
        staff.invite_staff(email="hua@qingfeng.example", name="华", role=Role.OWNER, by=cast.by_cheng, at=AT)

    assert (Staff.objects.count(), AuditEntry.objects.count()) == before
    assert Seat.objects.count() == 2


def test_five_wrong_passwords_lock_even_the_right_one_out(hua):
    for _ in range(5):
        assert log_in("wrong-wrong-wrong") is None

    assert log_in(GOOD) is None
    assert log_in(GOOD, email="HUA@Qingfeng.example") is None
    assert AccessAttempt.objects.get().username == "hua@qingfeng.example"


def test_logging_in_forgets_four_wrong_passwords(hua):
    for _ in range(2):
        for _ in range(4):
            assert log_in("wrong-wrong-wrong") is None
        request = RequestFactory().post("/login")
        request.session = SessionStore()
        login(request, authenticate(request, username="HUA@qingfeng.example", password=GOOD))

    assert AccessAttempt.objects.count() == 0
