import pyotp
import pytest
from django.test import Client

from linli.faces.console.views.login import TOO_MANY
from linli.kernel.orgs import scope
from linli.kernel.orgs.actions import second_factor, staff
from linli.kernel.orgs.models import AuditEntry
from linli.kernel.orgs.rules import Role

pytestmark = pytest.mark.django_db

PASSWORD = "walking-on-the-dyke-7"


@pytest.fixture
def stranger():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def lin_with_password(cast):
    cast.lin.set_password(PASSWORD)
    cast.lin.language = "en"
    cast.lin.save()
    return cast.lin


def enter(client, email, password, **more):
    return client.post("/console/login/", {"email": email, "password": password, **more})


def second_factor_of(member, at):
    enrolment = second_factor.enable_totp(staff=member, by=None or staff._self(member), at=at)
    totp = pyotp.TOTP(enrolment.secret)
    second_factor.confirm_totp(staff=member, code=totp.at(at), by=staff._self(member), at=at)
    return totp


@pytest.mark.parametrize(("language", "words"), [("en", "Welcome back"), ("zh-hans", "欢迎回来")])
def test_the_login_page_is_in_the_language_of_the_browser(db, language, words):
    answer = Client(headers={"accept-language": language}).get("/console/login/")

    assert (answer.status_code, words in answer.text) == (200, True)


def test_the_right_password_leads_to_the_today_page(stranger, lin_with_password):
    answer = enter(stranger, "Lin@qingfeng.example", PASSWORD)

    assert (answer.status_code, answer["Location"]) == (302, "/console/today/")
    assert stranger.get("/console/today/").status_code == 200


def test_a_wrong_password_is_answered_in_one_sentence(stranger, lin_with_password):
    answer = enter(stranger, lin_with_password.email, "another-password-8")

    assert answer.status_code == 422
    assert "This email and password do not fit together: check both and try again." in answer.text
    assert "_auth_user_id" not in stranger.session


def test_five_wrong_passwords_lock_even_the_right_one_out_for_a_while(stranger, lin_with_password):
    for _ in range(5):
        enter(stranger, lin_with_password.email, "another-password-8")

    answer = enter(stranger, lin_with_password.email, PASSWORD)

    assert answer.status_code == TOO_MANY
    assert "Too many wrong passwords: try again in a quarter of an hour" in answer.text
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/console/members/?q=su", "/console/members/?q=su"),
        ("https://evil.example/", "/console/today/"),
        ("//evil.example/", "/console/today/"),
        ("javascript:alert(1)", "/console/today/"),
    ],
)
def test_only_pages_of_this_server_are_gone_on_to(stranger, lin_with_password, wanted, reached):
    answer = enter(stranger, lin_with_password.email, PASSWORD, next=wanted)

    assert answer["Location"] == reached


def test_a_second_factor_is_asked_for_before_anything_opens(stranger, lin_with_password, cast, time_machine):
    totp = second_factor_of(lin_with_password, cast.at)
    time_machine.move_to("2026-11-20T10:00:00Z", tick=False)

    first = enter(stranger, lin_with_password.email, PASSWORD, next="/console/account/")
    early = stranger.get("/console/today/")
    wrong = stranger.post("/console/login/code/", {"code": "000000"})
    right = stranger.post("/console/login/code/", {"code": totp.at(1795168800)})

    assert (first["Location"], early.status_code) == ("/console/login/code/", 302)
    assert "this code is not right or was used already" in wrong.text
    assert (right.status_code, right["Location"]) == (302, "/console/account/")


def test_the_second_step_waits_five_minutes_only(stranger, lin_with_password, cast, time_machine):
    totp = second_factor_of(lin_with_password, cast.at)
    time_machine.move_to("2026-11-20T10:00:00Z", tick=False)
    enter(stranger, lin_with_password.email, PASSWORD)
    time_machine.move_to("2026-11-20T10:05:01Z", tick=False)

    answer = stranger.post("/console/login/code/", {"code": totp.at(1795169101)})

    assert (answer.status_code, answer["Location"]) == (302, "/console/login/")
    assert "_auth_user_id" not in stranger.session


def test_logging_out_ends_the_session(lin):
    answer = lin.post("/console/logout/")

    assert (answer.status_code, answer["Location"]) == (302, "/console/login/")
    assert lin.get("/console/today/").status_code == 302


def test_an_invited_person_chooses_a_password_and_is_in(stranger, cast, time_machine):
    time_machine.move_to(cast.at, tick=False)
    seat, secret = staff.invite_staff(
        email="he@qingfeng.example", name="何夕", role=Role.EDITOR, by=cast.by_lin, at=cast.at
    )

    weak = stranger.post(f"/console/invitation/{secret}/", {"password": "1234", "again": "1234"})
    typo = stranger.post(f"/console/invitation/{secret}/", {"password": PASSWORD, "again": "x"})
    good = stranger.post(f"/console/invitation/{secret}/", {"password": PASSWORD, "again": PASSWORD})
    again = Client(headers={"accept-language": "en"}).post(
        f"/console/invitation/{secret}/", {"password": "a-thief-tries-9", "again": "a-thief-tries-9"}
    )

    assert "This password is too short" in weak.text
    assert "The two passwords differ" in typo.text
    assert (good.status_code, good["Location"]) == (302, "/console/today/")
    assert "this invitation is used or too old" in again.text
    with scope.org(cast.org.id):
        assert AuditEntry.objects.filter(action="staff.invitation_accepted").count() == 1
    seat.staff.refresh_from_db()
    assert seat.staff.check_password(PASSWORD)
