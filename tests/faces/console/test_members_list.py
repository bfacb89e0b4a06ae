"""The list of members by conditions: each is an address, a sentence, and as far as it goes a segment."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from linli.people.belonging.models import Belonging
from linli.people.consent.models import Access
from linli.people.members.actions import tagging
from linli.people.members.models import Tag
from linli.people.segments import fields
from linli.people.segments.models import Pick, Segment
from tests.faces.console.conftest import client_of

LIST = "/console/members/"


def names(answer):
    return [row.line.name for row in answer.context["rows"]]


@pytest.fixture
def living(cast):
    """Su is active, Momo silent, in the community of the cast."""
    Belonging.objects.all().delete()
    for member, stage, days, messages in ((cast.su, "active", 1, 40), (cast.momo, "silent", 60, 0)):
        at = cast.at - timedelta(days=days)
        Belonging.objects.create(
            member_id=member.id,
            community_id=cast.community.id,
            joined_at=cast.at - timedelta(days=days),
            joined_on=at.date(),
            last_sign_on=at.date(),
            last_active_at=at,
            messages=messages,
            messages_30=messages,
            stage=stage,
            stage_since=at.date(),
            relation="trusted" if messages else "stranger",
            relation_since=at.date(),
            counted_on=cast.at.date(),
        )
    tagging.tag_members(members=[cast.su.id], tag="书评人", by=cast.by_lin, at=cast.at)
    return cast


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=active", ["苏苏"]),
        ("stage=active&stage=silent", ["墨墨", "苏苏"]),
        ("relation=stranger", ["墨墨"]),
        ("messages=10", ["苏苏"]),
        ("silent=30", ["墨墨"]),
        ("tag=书评人&stage=silent", []),
        ("role=helper", []),
        ("segment=999999", []),
        ("answer=city:上海", []),
        ("community=999999", []),
        ("sort=messages", ["苏苏", "墨墨"]),
        ("sort=active", ["苏苏", "墨墨"]),
    ],
)
def test_each_condition_narrows(lin, living, query, found):
    Belonging.objects.update(counted_on=living.at.date())

    assert names(lin.get(f"{LIST}?{query}")) == found


@pytest.mark.parametrize(
    "query",
    [
        "stage=nonsense",
        "group=x",
        "joined=-1",
        "silent=99999999",
        "messages=a",
        "ids_of=1;DROP",
        "sort=points",
        "after=x",
        "answer=nocolon",
        "role=%27%20OR",
        "community=99999999999999999999",
        "q=%00",
    ],
)
def test_words_that_fit_nothing_are_left_out(lin, living, query):
    assert lin.get(f"{LIST}?{query}").status_code == 200


def test_a_condition_is_a_sentence_with_a_way_out(lin, living):
    answer = lin.get(f"{LIST}?stage=active&tag=书评人&sort=name")

    said = [(pill.what, pill.value) for pill in answer.context["pills"]]
    assert said == [("Stage is", "Active"), ("Tag is", "书评人")]
    assert names(lin.get(answer.context["pills"][0].without)) == ["苏苏"]
    assert "stage" not in parse_qs(urlsplit(answer.context["pills"][0].without).query)


@pytest.mark.parametrize(
    "query",
    [
        "stage=active&stage=new",
        "relation=trusted&contribution=active",
        'tag=a"b\\c',
        "role=helper",
        "joined=7&silent=3&messages=5",
    ],
)
def test_what_is_shown_can_be_saved_as_a_segment(lin, living, query):
    address = lin.get(f"{LIST}?{query}").context["segment_url"]

    condition = parse_qs(urlsplit(address).query)["condition"][0]
    assert fields.check_condition(condition)


def test_those_ticked_go_into_a_static_segment(lin, living):
    segment = Segment.objects.create(
        name="核心",
        kind="static",
        purpose="p",
        strategy="s",
        created_at=living.at,
        created_by="staff:1",
    )

    lin.post(LIST, {"act": "segment", "segment": segment.id, "ids": [living.su.id]})

    assert [one.member_id for one in Pick.objects.all()] == [living.su.id]


def test_an_export_is_masked_for_an_analyst_and_written_down(living):
    type(living.lin_seat).objects.filter(id=living.cheng_seat.id).update(role="analyst")

    answer = client_of(living.cheng).post(f"{LIST}?stage=active", {"act": "export", "everything": "1"})

    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv")
    assert "苏*" in text
    assert "苏苏" not in text
    assert Access.objects.get().member_id == living.su.id


@pytest.mark.parametrize("deed", ["tag", "segment", "role", "export", "dance"])
def test_a_deed_without_its_object_changes_nothing(lin, living, deed):
    before = Tag.objects.count()

    answer = lin.post(LIST, {"act": deed}, follow=True)

    assert answer.status_code == 200
    assert (Tag.objects.count(), Pick.objects.count()) == (before, 0)
