"""Programs read stages, who is looked after and who grew silent, and write what was settled and tried."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.orgs.actions import tokens
from linli.people.belonging.models import Belonging
from linli.people.care.models import Care, Outreach
from tests.people.belonging.living import Living

DAY = timedelta(days=1)


@pytest.fixture
def wen(cast):
    now = timezone.now()
    living = Living(cast, now)
    for ago in (60, 59, 45):
        living.say("message", "wen", now - ago * DAY, text="往事")
    living.hear()
    ids = Belonging.objects.values_list("member_id", flat=True)
    return next(id for id in ids if id not in {cast.su.id, cast.momo.id})


@pytest.fixture
def api(cast):
    made = tokens.create_token(
        name="care", scopes=["console.see", "members.edit"], by=cast.by_lin, at=timezone.now()
    )
    return Client(headers={"accept-language": "en", "authorization": f"Bearer {made.raw}"})


def get(api, path):
    answer = api.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def send(api, method, path, given):
    call = getattr(api, method)
    return call(f"/api/v1/{path}", json.dumps(given), content_type="application/json")


def test_stages_and_silent_members_are_read(cast, wen, api):
    found = get(api, f"communities/{cast.community.id}/stages")

    assert (found["people"], sum(found["stages"].values())) == (3, 3)
    assert get(api, f"communities/{cast.community.id}/stages/weeks") == []
    line = next(one for one in get(api, f"communities/{cast.community.id}/silent") if one["member_id"] == wen)
    assert (line["days_silent"], line["suggestion"], line["outcome"]) == (45, "message", "")


def test_care_is_assigned_and_an_outreach_written_down(cast, wen, api):
    given = {"community": cast.community.id, "seat": cast.lin_seat.id, "is_vip": True}
    assert send(api, "put", f"members/{wen}/care", given).status_code == 204
    assert send(api, "put", f"members/{wen}/care", given).status_code == 204
    path = f"communities/{cast.community.id}/outreach"
    assert send(api, "post", path, {"member": wen, "way": "gift"}).status_code == 204

    assert [(one["member_id"], one["is_vip"]) for one in get(api, "care")] == [(wen, True)]
    assert Outreach.objects.get().days_silent == 45


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"seat": 99_999}, 422, "does not reach the community"),
        ({"response_hours": 0}, 422, "1 to 720 hours"),
        ({"next_on": "2020-01-01"}, 422, "choose one between"),
        ({"community": 99_999}, 404, "no such community"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cast, wen, api, given, status, words):
    answer = send(api, "put", f"members/{wen}/care", {"community": cast.community.id} | given)

    assert (answer.status_code, words in answer.json()["detail"]) == (status, True)
    assert Care.objects.count() == 0


def test_other_organisations_see_nothing(cast, wen):
    with cast.scope_elsewhere():
        made = tokens.create_token(
            name="x", scopes=["console.see", "members.edit"], by=cast.by_zhou, at=timezone.now()
        )
    api = Client(headers={"accept-language": "en", "authorization": f"Bearer {made.raw}"})

    assert api.get(f"/api/v1/communities/{cast.community.id}/stages").status_code == 404
    assert api.get("/api/v1/care").json() == []
    answer = send(api, "put", f"members/{wen}/care", {"community": cast.community.id})
    assert answer.status_code == 404
