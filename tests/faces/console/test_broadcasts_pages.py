"""The pages of broadcasts: written, counted, confirmed with the number in the sentence, followed, stopped."""

import pytest
from django.utils import timezone

from linli.people.belonging.models import Belonging
from linli.run.broadcasts.actions import planning
from linli.run.broadcasts.models import Broadcast, Caution
from linli.run.broadcasts.queries import listing


@pytest.fixture
def people(cast):
    """Su and Momo belong to the community."""
    day = cast.at.date()
    for member in (cast.su, cast.momo):
        Belonging.objects.create(
            member_id=member.id,
            community_id=cast.community.id,
            joined_at=cast.at,
            joined_on=day,
            last_sign_on=day,
            stage_since=day,
            relation_since=day,
            counted_on=day,
        )


def write(client, cast, **said):
    given = {
        "title": "春季来信",
        "way": "people",
        "community": cast.community.id,
        "message_class": "nurture",
        "text": "{person.name|朋友}，<i>你好</i>",
    } | said
    return client.post("/console/broadcasts/new/", given, follow=True)


def do(client, wanted, **more):
    one = Broadcast.objects.get()
    given = {"do": wanted, "version": one.version, **more}
    return client.post(f"/console/broadcasts/{one.id}/do/", given, follow=True)


def text(answer):
    return answer.content.decode()


def test_it_is_written_counted_confirmed_and_stopped(cast, people, lin, django_assert_max_num_queries):
    assert "No broadcast yet" in text(lin.get("/console/broadcasts/"))

    shown = text(write(lin, cast))
    assert "Send it to 2 people" in shown
    assert "<i>你好" not in shown
    wrong = text(do(lin, "confirm", targets=3))
    assert "it would go to 2 now" in wrong
    do(lin, "confirm", targets=2)
    planning.plan_waiting(at=timezone.now())

    one = Broadcast.objects.get()
    with django_assert_max_num_queries(30):
        page = text(lin.get(f"/console/broadcasts/{one.id}/"))
    assert "苏苏" in page
    assert "Stop for good" in page
    do(lin, "stop")
    assert listing.progress(one.id) == {"suppressed": 2}
    assert "春季来信" in text(lin.get("/console/broadcasts/"))


def test_a_refusal_keeps_what_was_typed(cast, lin):
    answer = write(lin, cast, text="{person.phone}，在吗")

    assert answer.status_code == 422
    assert "{person.phone}，在吗" in text(answer)
    assert not Broadcast.objects.exists()


def test_a_second_person_confirms(cast, people, lin, cheng):
    lin.post("/console/broadcasts/caution/", {"second_above": "1"})
    assert Caution.objects.get().second_above == 1
    write(lin, cast)

    shown = text(do(lin, "confirm", targets=2))

    assert "somebody else has to confirm" in shown
    do(cheng, "second")
    assert Broadcast.objects.get().state == "planning"


def test_a_limited_seat_writes_to_its_communities_only(cast, people, cheng, zhou):
    refused = write(cheng, cast, community="")
    write(cheng, cast)
    one = Broadcast.objects.get()

    assert one.community_id == cast.community.id
    assert refused.status_code in (200, 422)
    assert zhou.get(f"/console/broadcasts/{one.id}/").status_code == 404
    assert cheng.post("/console/broadcasts/caution/", {"second_above": "5"}).status_code == 403
