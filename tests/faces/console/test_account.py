import pyotp
import pytest

from linli.faces.ui.middleware import SESSION_ORG
from linli.kernel.orgs import enrolments, scope
from linli.kernel.orgs.actions import seats
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.models import AuditEntry
from linli.kernel.orgs.rules import Role
from tests.faces.console.conftest import client_of

pytestmark = pytest.mark.django_db

PAGES = ["/console/account/", "/console/account/password/", "/console/account/second-factor/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "words"), [("en", "My account"), ("zh-hans", "我的账号")])
def test_the_pages_of_an_account_speak_both_languages(cast, path, language, words):
    answer = client_of(cast.cheng, language=language).get(path)

    assert (answer.status_code, words in answer.text) == (200, True)


def test_an_account_page_takes_few_queries(lin, django_assert_num_queries):
    lin.get("/console/account/")

    with django_assert_num_queries(5):  # session, account, seat, and twice where the account works
        lin.get("/console/account/")


def test_name_and_language_are_changed_and_written_down(lin, cast):
    answer = lin.post("/console/account/", {"name": " 林小晓 ", "language": "zh-hans"})

    cast.lin.refresh_from_db()
    assert (answer.status_code, cast.lin.name, cast.lin.language) == (302, "林小晓", "zh-hans")
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"staff.renamed", "staff.language_changed"} <= actions


def test_a_password_needs_the_present_one(lin, cast):
    cast.lin.set_password("the-present-one-1")
    cast.lin.save()
    browser = client_of(cast.lin)
    new = {"password": "a-better-one-22", "again": "a-better-one-22"}

    wrong = browser.post("/console/account/password/", {"present": "no", **new})
    right = browser.post("/console/account/password/", {"present": "the-present-one-1", **new})

    assert "the present password is not right" in wrong.text
    assert right.status_code == 302
    assert browser.get("/console/account/").status_code == 200
    cast.lin.refresh_from_db()
    assert cast.lin.check_password("a-better-one-22")


def test_a_second_factor_is_scanned_confirmed_and_turned_off(lin, cast, time_machine):
    url = "/console/account/second-factor/"
    time_machine.move_to("2026-11-20T10:00:00Z", tick=False)
    lin.post(url, {"act": "begin"})
    cast.lin.refresh_from_db()
    totp = pyotp.TOTP(enrolments.find_enrolment(cast.lin).secret)

    shown = lin.get(url).text
    wrong = lin.post(url, {"act": "confirm", "code": "123"}).text
    lin.post(url, {"act": "confirm", "code": totp.at(1795168800)})
    cast.lin.refresh_from_db()
    is_on = cast.lin.has_totp
    time_machine.move_to("2026-11-20T10:01:00Z", tick=False)
    lin.post(url, {"act": "disable", "code": totp.at(1795168860)})
    cast.lin.refresh_from_db()

    assert 'src="data:image/svg+xml' in shown
    assert "this code is not right" in wrong
    assert (is_on, cast.lin.has_totp) == (True, False)


def test_an_agency_switches_between_its_organisations(lin, cast):
    with scope.org(cast.elsewhere.id):
        seats.give_seat(staff=cast.lin, role=Role.ANALYST, by=SYSTEM, at=cast.at)

    answer = lin.post("/console/switch/", {"org": cast.elsewhere.id})

    assert (answer.status_code, lin.session[SESSION_ORG]) == (302, cast.elsewhere.id)


@pytest.mark.parametrize("org", ["elsewhere", "0", "x", ""])
def test_an_organisation_without_a_seat_is_not_there(lin, cast, org):
    answer = lin.post("/console/switch/", {"org": cast.elsewhere.id if org == "elsewhere" else org})

    assert answer.status_code == 404
    assert lin.session[SESSION_ORG] == cast.org.id if SESSION_ORG in lin.session else True
