import pytest

from linli.kernel.orgs import scope
from linli.kernel.orgs.actions import seats
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.orgs.models import ApiToken, AuditEntry, Organisation, Seat, Staff
from linli.kernel.orgs.rules import Role
from linli.run.growth.models import EarningRule
from tests.faces.console.conftest import client_of

pytestmark = pytest.mark.django_db

PAGES = {
    "/console/staff/": "各角色权限",
    "/console/staff/invite/": "邀请同事",
    "/console/audit/": "操作审计",
    "/console/tokens/": "API 令牌",
    "/console/tokens/new/": "创建令牌",
    "/console/settings/": "组织名称",
    "/console/settings/earning/": "连续签到积分",
    "/console/settings/policy/": "发送策略",
}
QUERIES = {"/console/staff/": 7, "/console/audit/": 8, "/console/tokens/": 6, "/console/settings/policy/": 7}


@pytest.mark.parametrize(("path", "words"), PAGES.items())
def test_the_pages_of_the_house_speak_both_languages(cast, path, words):
    english = client_of(cast.lin).get(path)
    chinese = client_of(cast.lin, language="zh-hans").get(path)

    assert (english.status_code, chinese.status_code) == (200, 200)
    assert words in chinese.text
    assert words not in english.text


@pytest.mark.parametrize("path", PAGES)
def test_a_moderator_does_not_come_in(cheng, path):
    assert cheng.get(path).status_code == 403


@pytest.mark.parametrize(("path", "queries"), QUERIES.items())
def test_the_pages_take_a_fixed_number_of_queries(lin, path, queries, django_assert_num_queries):
    lin.get(path)

    with django_assert_num_queries(queries):
        lin.get(path)


def test_somebody_new_is_invited_with_a_link_shown_once(lin, cast):
    answer = lin.post(
        "/console/staff/invite/",
        {"email": "he@q.example", "name": "何夕", "role": "editor", "communities": [cast.community.id]},
    )

    seat = Seat.objects.get(staff__email="he@q.example")
    assert (seat.role, seat.communities) == ("editor", [cast.community.id])
    assert "http://testserver/console/invitation/" in answer.context["link"]
    assert answer["Cache-Control"].startswith("max-age=0")
    assert client_of(cast.lin).get(answer.context["link"]).status_code == 200


def test_somebody_with_an_account_gets_the_seat_and_no_link(lin, cast):
    answer = lin.post(
        "/console/staff/invite/", {"email": cast.zhou.email, "name": "周远", "role": "analyst"}, follow=True
    )

    assert "周远 has an account already and can switch to this organisation now." in answer.text
    assert Seat.objects.get(staff=cast.zhou).role == "analyst"


def test_a_seat_is_changed_and_taken_away(lin, cast):
    page = f"/console/staff/{cast.cheng_seat.id}/"

    lin.post(page, {"role": "support"})
    changed = Seat.objects.get(id=cast.cheng_seat.id)
    lin.post(f"{page}remove/")

    assert (changed.role, changed.communities) == ("support", None)
    assert not Seat.objects.filter(id=cast.cheng_seat.id).exists()


def test_the_only_owner_stays(lin, cast):
    page = f"/console/staff/{cast.lin_seat.id}/"

    demoted = lin.post(page, {"role": "analyst"})
    removed = lin.post(f"{page}remove/", follow=True)

    sentence = "this is the only owner: make somebody else an owner first"
    assert (sentence in demoted.text, sentence in removed.text) == (True, True)
    assert Seat.objects.get(id=cast.lin_seat.id).role == "owner"


def test_an_owner_lets_somebody_in_again(lin, cast):
    cast.cheng.set_password("forgotten-long-ago-1")
    cast.cheng.totp_confirmed_at = cast.at
    cast.cheng.save()

    answer = lin.post(f"/console/staff/{cast.cheng_seat.id}/renew/")
    lin.post(f"/console/staff/{cast.cheng_seat.id}/second-factor/")

    cast.cheng.refresh_from_db()
    assert "/console/invitation/" in answer.context["link"]
    assert (cast.cheng.has_usable_password(), cast.cheng.has_totp) == (False, False)


@pytest.mark.parametrize("path", ["renew/", "second-factor/"])
def test_an_account_that_works_elsewhere_too_is_not_opened_by_one_owner(lin, cast, path):
    cast.cheng.set_password("known-to-cheng-only-1")
    cast.cheng.totp_confirmed_at = cast.at
    cast.cheng.save()
    with scope.org(cast.elsewhere.id):
        seats.give_seat(staff=cast.cheng, role=Role.ANALYST, by=SYSTEM, at=cast.at)

    answer = lin.post(f"/console/staff/{cast.cheng_seat.id}/{path}", follow=True)

    cast.cheng.refresh_from_db()
    assert "only one who owns every organisation this person works in can do this" in answer.text
    assert (cast.cheng.has_usable_password(), cast.cheng.has_totp) == (True, True)


@pytest.mark.parametrize("path", ["", "remove/", "renew/", "second-factor/"])
def test_seats_of_another_organisation_are_not_there(zhou, cast, path):
    answer = zhou.post(f"/console/staff/{cast.cheng_seat.id}/{path}", {"role": "owner"})

    assert (answer.status_code, Seat.objects.get(id=cast.cheng_seat.id).role) == (404, "moderator")


def test_the_trail_tells_who_changed_what_from_what_to_what(lin, cast):
    lin.post(f"/console/staff/{cast.cheng_seat.id}/", {"role": "support"})

    row = lin.get("/console/audit/", {"action": "seat."}).context["rows"][0]

    assert (row.by.name, row.area, row.action) == ("林晓", "Seat", "seat.changed")
    assert {(one.name, one.before, one.after) for one in row.changes} >= {("role", "moderator", "support")}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "staff:999999"}, 0),
        ({"action": "token."}, 0),
        ({"since": "2030-01-01"}, 0),
        ({"until": "x"}, None),
    ],
)
def test_the_trail_is_narrowed(lin, cast, query, found):
    rows = lin.get("/console/audit/", query).context["rows"]

    assert len(rows) == (AuditEntry.objects.count() if found is None else found)


def test_the_trail_goes_on_by_key(lin, monkeypatch):
    monkeypatch.setattr("linli.faces.console.views.audit.A_PAGE", 2)

    first = lin.get("/console/audit/").context
    second = lin.get("/console/audit/", {"before": first["older"]}).context

    assert len(first["rows"]) == 2
    assert max(row.id for row in second["rows"]) < first["older"]


def test_the_trail_of_another_organisation_is_its_own(zhou, cast):
    rows = zhou.get("/console/audit/").context["rows"]

    assert all("共读" not in str(row) for row in rows)
    assert len(rows) == 1


def test_a_token_is_shown_once_and_revoked(lin):
    made = lin.post("/console/tokens/new/", {"name": "商城", "scopes": ["events.write", "console.see"]})
    raw, token = made.context["issued"].raw, ApiToken.objects.get()
    listed = lin.get("/console/tokens/").text
    lin.post(f"/console/tokens/{token.id}/revoke/")

    token.refresh_from_db()
    assert (raw in made.text, raw in listed, "商城" in listed) == (True, False, True)
    assert token.revoked_at is not None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "x"}, "A token that may do nothing is of no use: tick at least one."),
        (
            {"name": "x", "scopes": ["console.see"], "expires_on": "2020-01-01"},
            "the token would have expired already: choose a later day",
        ),
        ({"name": "x", "scopes": ["everything"]}, "everything is not one of the available choices"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(lin, given, sentence):
    answer = lin.post("/console/tokens/new/", given)

    assert (sentence in answer.text, ApiToken.objects.count()) == (True, 0)


def test_a_token_of_another_organisation_is_not_there(lin, zhou):
    lin.post("/console/tokens/new/", {"name": "商城", "scopes": ["console.see"]})
    token = ApiToken.objects.get()

    assert zhou.post(f"/console/tokens/{token.id}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_name_and_zone_of_the_organisation_are_changed(lin, cast):
    wrong = lin.post("/console/settings/", {"name": "清风", "zone": "Mars/Olympus"})
    lin.post("/console/settings/", {"name": "清风", "zone": "Europe/Berlin"})

    org = Organisation.objects.get(id=cast.org.id)
    assert "“Mars/Olympus” is not a time zone" in wrong.text
    assert (org.name, org.zone) == ("清风", "Europe/Berlin")


def test_what_earns_points_is_changed(lin):
    page = "/console/settings/earning/"
    rule = {"is_active": "on", "points": 2, "day_cap": 30, "min_length": 5, "gap_seconds": 10}

    lin.post(page, {"trigger": "message", **rule})
    lin.post(page, {"trigger": "check_in", "is_active": "on", "ladder": "1: 5\n7：20\n"})
    wrong = lin.post(page, {"trigger": "check_in", "ladder": "seven: 20"})
    falling = lin.post(page, {"trigger": "check_in", "ladder": "7: 20\n1: 5"})

    message, check_in = (
        EarningRule.objects.get(trigger="message"),
        EarningRule.objects.get(trigger="check_in"),
    )
    assert (message.points, message.day_cap) == (2, 30)
    assert (check_in.ladder, check_in.is_replying) == ([[1, 5], [7, 20]], False)
    assert "“seven: 20” is not a day and points: write it like “7: 20”." in wrong.text
    assert "A ladder is a list of" in falling.text


def test_a_sending_policy_is_put_in_force_and_dropped(lin):
    page = "/console/settings/policy/"
    text = lin.get(page).context["form"].initial["text"]

    saved = lin.post(page, {"text": text + "\n# ours\n"}, follow=True)
    dropped = lin.post(f"{page}drop/", follow=True)

    assert ("The policy is in force." in saved.text, saved.context["kept"].version) == (True, 1)
    assert dropped.context["kept"] is None


@pytest.mark.parametrize("text", ["kind: [", "kind: policy\nid: x\nquiet_hours: 7\n", "just words"])
def test_a_policy_that_cannot_be_followed_is_answered_in_sentences(lin, text):
    answer = lin.post("/console/settings/policy/", {"text": text})

    assert answer.context["form"].errors["text"]
    assert answer.context["kept"] is None
    assert Staff.objects.count() == 3
