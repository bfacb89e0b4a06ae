"""Staff who see personal data are written down, and hidden answers open only to those who may see them."""

import pytest

from linli.kernel.orgs.models import Seat
from linli.kernel.orgs.rules import Role
from linli.people.consent.models import Access
from linli.people.profiles.actions import answering, defining
from tests.faces.console.conftest import client_of

PHONE = "13800138000"


@pytest.fixture
def answered(cast):
    defining.take_template(by=cast.by_lin, at=cast.at)
    answering.answer(
        member_id=cast.su.id,
        values={"phone": PHONE, "can_share": "装订旧书"},
        source="member",
        by=cast.by_lin,
        at=cast.at,
    )
    return cast


def looks(cast):
    return set(Access.objects.filter(member_id=cast.su.id).values_list("why", flat=True))


def test_a_personal_answer_is_masked_until_it_is_asked_for_and_that_is_written_down(answered, lin):
    page = f"/console/members/{answered.su.id}/"

    first = lin.get(page).text
    assert (PHONE in first, "Show personal answers" in first, looks(answered)) == (False, True, {"page"})

    second = lin.get(f"{page}?reveal=1").text
    assert (PHONE in second, "Show personal answers" in second) == (True, False)
    assert looks(answered) == {"page", "reveal"}


def test_a_seat_that_may_not_see_them_reveals_nothing(answered):
    Seat.objects.filter(staff=answered.cheng).update(role=Role.ANALYST)
    analyst = client_of(answered.cheng)

    text = analyst.get(f"/console/members/{answered.su.id}/?reveal=1").text

    assert (PHONE in text, "Show personal answers" in text) == (False, False)
    assert "reveal" not in looks(answered)


def test_finding_somebody_in_the_directory_is_written_down(answered, lin):
    lin.get("/console/profiles/directory/?q=旧书")

    assert looks(answered) == {"profile"}
    assert not Access.objects.filter(member_id=answered.momo.id).exists()
