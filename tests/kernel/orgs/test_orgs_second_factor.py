"""The second factor: a code works once, and guessing locks."""

from datetime import timedelta

import pyotp
import pytest

from linli.kernel.orgs.actions import second_factor
from linli.kernel.orgs.models import AuditEntry, Staff
from tests.cast import AT


@pytest.fixture
def secret(cast):
    """Lin with a second factor, confirmed at AT."""
    enrolment = second_factor.enable_totp(staff=cast.lin, by=cast.by_lin, at=AT)
    code = pyotp.TOTP(enrolment.secret).at(AT)
    second_factor.confirm_totp(staff=cast.lin, code=code, by=cast.by_lin, at=AT)
    return enrolment.secret


def verify(cast, code, at):
    return second_factor.verify_totp(staff=cast.lin, code=code, at=at)


def test_setting_up_shows_a_secret_that_is_stored_sealed(cast):
    enrolment = second_factor.enable_totp(staff=cast.lin, by=cast.by_lin, at=AT)

    assert enrolment.uri.startswith("otpauth://totp/")
    assert enrolment.secret in enrolment.uri
    assert enrolment.secret not in Staff.objects.get(id=cast.lin.id).totp_secret
    assert not cast.lin.has_totp


def test_it_counts_only_after_a_right_code(cast):
    second_factor.enable_totp(staff=cast.lin, by=cast.by_lin, at=AT)

    with pytest.raises(second_factor.WrongCode):
        second_factor.confirm_totp(staff=cast.lin, code="000000", by=cast.by_lin, at=AT)

    assert not Staff.objects.get(id=cast.lin.id).has_totp


def test_a_confirmed_factor_is_written_down(cast, secret):
    assert cast.lin.has_totp
    actions = [one.action for one in AuditEntry.objects.order_by("id")][-2:]
    assert actions == ["staff.totp_begun", "staff.totp_enabled"]


def test_a_code_works_once(cast, secret):
    later = AT + timedelta(minutes=1)
    code = pyotp.TOTP(secret).at(later)

    assert verify(cast, code, later) is True
    assert verify(cast, code, later + timedelta(seconds=10)) is False


def test_an_earlier_code_does_not_work_after_a_later_one(cast, secret):
    later = AT + timedelta(minutes=5)
    totp = pyotp.TOTP(secret)

    assert verify(cast, totp.at(later), later) is True
    assert verify(cast, totp.at(later - timedelta(seconds=30)), later) is False
    assert verify(cast, totp.at(later + timedelta(seconds=30)), later) is True


def test_a_code_from_two_steps_away_is_refused(cast, secret):
    later = AT + timedelta(minutes=5)

    assert verify(cast, pyotp.TOTP(secret).at(later - timedelta(seconds=60)), later) is False


def test_five_wrong_codes_lock_the_right_one_out_for_a_quarter_of_an_hour(cast, secret):
    later = AT + timedelta(minutes=5)
    wrong = f"{(int(pyotp.TOTP(secret).at(later)) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert verify(cast, wrong, later) is False

    with pytest.raises(second_factor.SecondFactorLocked):
        verify(cast, pyotp.TOTP(secret).at(later), later)

    after = later + timedelta(minutes=15)
    assert verify(cast, pyotp.TOTP(secret).at(after), after) is True


def test_turning_it_off_takes_a_code(cast, secret):
    later = AT + timedelta(minutes=1)

    with pytest.raises(second_factor.WrongCode):
        second_factor.disable_totp(staff=cast.lin, code="", by=cast.by_lin, at=later)
    assert Staff.objects.get(id=cast.lin.id).has_totp

    second_factor.disable_totp(staff=cast.lin, code=pyotp.TOTP(secret).at(later), by=cast.by_lin, at=later)
    assert not Staff.objects.get(id=cast.lin.id).has_totp


def test_a_second_set_up_needs_the_first_turned_off(cast, secret):
    before = Staff.objects.get(id=cast.lin.id).totp_secret

    with pytest.raises(second_factor.AlreadyEnabled):
        second_factor.enable_totp(staff=cast.lin, by=cast.by_lin, at=AT)

    assert Staff.objects.get(id=cast.lin.id).totp_secret == before


def test_without_a_factor_no_code_is_right(cast):
    assert verify(cast, "000000", AT) is False
