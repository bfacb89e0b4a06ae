"""The page on which a member answers an invitation to another community."""

import pytest

from linli.connect.adapters.room.models import RoomLink
from linli.people.communities.actions import communities, groups, handovers
from linli.people.communities.models import Handover

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(cast, inside):
    """Su is asked into a camp that lives in a room of its own."""
    camp = communities.open_community(name="训练营", by=cast.by_lin, at=inside.at)
    groups.bind_group(
        community=camp, name="营", channel_id=cast.channel.id, external="camp", by=cast.by_lin, at=inside.at
    )
    move = handovers.Move(cast.community, camp, "by_hand")
    handovers.offer(move=move, members=[cast.su.id], by=cast.by_lin, at=inside.at)
    return Handover.objects.get()


def test_a_yes_leads_into_the_room(su, invited):
    page = f"/m/move/{invited.token}/"

    shown = su.get(page)
    answer = su.post(page, {"say": "yes"})

    invited.refresh_from_db()
    assert (shown.status_code, "训练营" in shown.text) == (200, True)
    assert (invited.state, invited.consent) == ("accepted", "given")
    assert answer["Location"] == f"/m/j/{RoomLink.objects.get(id=invited.link_id).token}/"
    assert su.get(answer["Location"]).status_code == 200


def test_a_no_is_taken_and_nothing_else_happens(su, invited):
    answer = su.post(f"/m/move/{invited.token}/", {"say": "no"})

    invited.refresh_from_db()
    assert (answer.status_code, invited.state, invited.link_id) == (200, "declined", None)


def test_an_unknown_invitation_is_not_there(su):
    assert su.get("/m/move/nothing/").status_code == 404
