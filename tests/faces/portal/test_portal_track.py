"""A member's growth track on the phone: their steps, and nothing the team thinks of them."""

from django.db import transaction

from linli.facts.belonging import StageMoved
from linli.facts.growth import CheckedIn
from linli.kernel.events import log
from linli.kernel.orgs.actor import SYSTEM


def tell(cast, member, fact):
    with transaction.atomic():
        log.append_one(fact, by=SYSTEM, at=cast.at, community=cast.community.id, member=member)


def test_the_track_is_found_from_me_and_tells_what_one_did(cast, inside, su):
    member = su.get("/m/me/").context["visitor"].member_ids[0]
    tell(cast, member, CheckedIn(day="2026-11-02", streak=7, points=5))
    tell(cast, member, StageMoved(before="active", after="silent"))

    shown = su.get("/m/me/track/")

    assert "/m/me/track/" in su.get("/m/me/").text
    told = [one.what for one in shown.context["steps"]]
    assert "Checked in: day 7 in a row" in told
    assert "Joined the group" in told
    assert "Fell silent" not in told


def test_a_stranger_has_no_track(client):
    assert client.get("/m/me/track/").status_code == 401
