import pytest
from django.test import Client

from linli.faces.ui.middleware import SESSION_ORG
from linli.kernel.orgs import scope
from linli.kernel.orgs.actions import seats
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.models import AuditEntry
from linli.kernel.orgs.rules import Role

pytestmark = pytest.mark.django_db


def logged_in(staff, org_id=None):
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    if org_id is not None:
        session = client.session
        session[SESSION_ORG] = org_id
        session.save()
    return client


def test_a_stranger_is_sent_to_the_login(english):
    answer = english.get("/console/today/?q=1")

    assert (answer.status_code, answer["Location"]) == (302, "/console/login/?next=/console/today/%3Fq%3D1")


def test_a_stranger_behind_htmx_is_sent_there_as_a_whole_page(english):
    answer = english.get(
        "/console/today/", headers={"HX-Request": "true", "HX-Current-URL": "/console/rows/"}
    )

    assert answer["HX-Redirect"] == "/console/login/?next=/console/rows/"


def test_staff_work_in_the_scope_zone_and_name_of_their_organisation(cast, time_machine):
    time_machine.move_to("2026-11-20T16:30:00Z", tick=False)

    answer = logged_in(cast.lin).get("/console/today/")

    assert answer.text == f"{cast.org.name}|{cast.org.id}|staff:{cast.lin.id}|2026-11-21|owner"


def test_the_organisation_of_someone_else_is_not_entered_by_its_id(cast):
    client = logged_in(cast.zhou, cast.org.id)

    answer = client.get("/console/today/")

    assert answer.text.split("|")[0] == cast.elsewhere.name
    assert client.session[SESSION_ORG] == cast.elsewhere.id


def test_the_scope_of_a_request_ends_with_it(cast):
    logged_in(cast.zhou).get("/console/today/")

    assert scope.org_id() == cast.org.id


def test_an_agency_works_in_the_organisation_it_chose(cast):
    with scope.org(cast.elsewhere.id):
        seats.give_seat(staff=cast.lin, role=Role.ANALYST, by=SYSTEM, at=cast.at)

    answer = logged_in(cast.lin, cast.elsewhere.id).get("/console/today/")

    assert answer.text.split("|")[0] == cast.elsewhere.name
    assert answer.text.split("|")[4] == "analyst"


def test_a_seat_without_the_permission_is_refused_with_the_way_out(cast):
    answer = logged_in(cast.cheng).get("/console/staff/")

    assert answer.status_code == 403
    assert "the staff page" not in answer.text
    assert "<h1>" in answer.text


def test_an_account_without_a_seat_is_told_so(cast):
    with scope.org(cast.elsewhere.id):
        cast.zhou_seat.delete()

    answer = logged_in(cast.zhou).get("/console/today/")

    assert answer.status_code == 403


def test_switching_the_language_changes_the_account_and_is_written_down(cast):
    client = logged_in(cast.lin)

    answer = client.post("/language/", {"language": "en", "next": "/console/today/"})

    cast.lin.refresh_from_db()
    assert (answer.status_code, answer["Location"], cast.lin.language) == (302, "/console/today/", "en")
    with scope.org(cast.org.id):
        assert AuditEntry.objects.filter(action="staff.language_changed").count() == 1


def test_a_language_that_is_not_spoken_changes_nothing(cast):
    client = logged_in(cast.lin)
    before = cast.lin.language

    client.post("/language/", {"language": "tlh", "next": "/"})

    cast.lin.refresh_from_db()
    assert cast.lin.language == before
