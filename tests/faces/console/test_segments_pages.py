"""The pages of segments: list, builder with its preview, one segment, hand-picked people, report, schemes."""

import pytest

from linli.kernel.orgs import actor
from linli.people.communities.actions import communities
from linli.people.members.actions import tagging
from linli.people.segments.actions import saving
from linli.people.segments.actions.saving import Draft
from linli.people.segments.models import Segment
from linli.people.segments.rules import Kind
from tests.cast import AT
from tests.people.segments.sorting import Sorting, people

pytestmark = pytest.mark.django_db

LIST, NEW = "/console/segments/", "/console/segments/new/"
LIST_QUERIES, PAGE_QUERIES, PREVIEW_QUERIES, REPORT_QUERIES = 16, 22, 22, 17
WORDS = {
    "name": "Speakers",
    "community": "",
    "purpose": "Let them speak more",
    "strategy": "Ask them each week",
    "resource": "",
    "owner": "",
    "hue": "green",
}
ROWS = {
    "mode": "rows",
    "join": "and",
    "field": ["belonging.messages", "person.tags"],
    "operator": ["ge", "hasnot"],
    "value": ["1", "team"],
    "detail": ["", ""],
}


@pytest.fixture
def sorting(cast):
    return Sorting(cast)


def made(sorting, condition="belonging.messages >= 1", name="Speakers", **more):
    return sorting.segment(condition, name, **more)


def test_rows_become_a_condition_that_is_saved_and_kept(lin, cast, sorting):
    answer = lin.post(NEW, WORDS | ROWS | {"act": "save"})

    segment = Segment.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{LIST}{segment.id}/")
    assert segment.condition == 'belonging.messages >= 1 and not (person.tags contains "team")'
    assert people(segment) == [cast.su.id]


def test_the_preview_says_the_sentence_the_count_and_who_without_saving(lin, sorting):
    answer = lin.post(NEW, WORDS | ROWS | {"act": "preview"})

    assert answer.status_code == 200
    assert "Messages ever is at least 1 and Tags does not contain “team”" in answer.text
    assert answer.context["shown"].preview.people == 1
    assert "苏苏" in answer.text
    assert not Segment.objects.exists()


def test_htmx_gets_the_builder_alone(lin, sorting):
    answer = lin.post(NEW, WORDS | ROWS, headers={"hx-request": "true"})

    assert "<html" not in answer.text
    assert 'id="preview"' in answer.text


def test_before_a_change_is_saved_it_says_who_would_come_and_leave(lin, cast, sorting):
    segment = made(sorting)

    answer = lin.post(
        f"{LIST}{segment.id}/edit/", {"mode": "text", "text": "belonging.messages == 0", "act": "preview"}
    )

    shown = answer.context["shown"].preview
    assert ([one.id for one in shown.entering], [one.id for one in shown.leaving]) == (
        [cast.momo.id],
        [cast.su.id],
    )
    assert people(segment) == [cast.su.id]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("belonging.mesages > 1", "belonging.messages"),
        ("belonging.messages >", "expected"),
        ('belonging.stage == "sleepy"', "is never"),
        ("belonging.messages + 1", "yes or no"),
        ('person.segments contains "x"', "called"),
        ("", "condition"),
    ],
)
def test_a_bad_condition_is_one_sentence_and_nothing_is_written(lin, sorting, text, sentence):
    answer = lin.post(NEW, WORDS | {"mode": "text", "text": text, "act": "save"})

    assert answer.status_code == 200
    assert answer.context["form"].errors or answer.context["shown"].problem
    assert not Segment.objects.exists()


@pytest.mark.parametrize("field", ["name", "purpose", "strategy"])
def test_every_segment_says_its_name_purpose_and_strategy(lin, sorting, field):
    answer = lin.post(NEW, WORDS | ROWS | {"act": "save", field: " "})

    assert answer.context["form"].errors[field]
    assert not Segment.objects.exists()


def test_a_condition_in_the_address_becomes_rows(lin, sorting):
    answer = lin.get(NEW, {"condition": 'belonging.stage in ["silent", "lost"] or person.is_operator'})

    assert [(row.field, row.operator, row.value) for row in answer.context["rows"]][:2] == [
        ("belonging.stage", "in", "silent,lost"),
        ("person.is_operator", "yes", ""),
    ]
    assert answer.context["built"].join == "or"


def test_members_in_the_address_are_saved_as_a_list(lin, cast, sorting):
    lin.post(NEW, WORDS | {"members": f"{cast.su.id},{cast.momo.id},x", "act": "save"})

    assert people(Segment.objects.get(kind="static")) == sorted([cast.su.id, cast.momo.id])


def test_pasted_lines_have_a_fate_each_and_only_members_found_are_added(lin, cast, sorting):
    segment = sorting.segment(name="picked")
    lines = {"lines": f"苏苏\n{cast.momo.id}\nnobody"}

    looked = lin.post(f"{LIST}{segment.id}/people/", lines | {"act": "look"})
    assert [one.fate for one in looked.context["lines"]] == ["added", "added", "unknown"]
    assert people(segment) == []
    lin.post(f"{LIST}{segment.id}/people/", lines | {"act": "add"})
    assert people(segment) == sorted([cast.su.id, cast.momo.id])
    lin.post(f"{LIST}{segment.id}/out/", {"ids": [cast.su.id]})

    assert people(segment) == [cast.momo.id]


def test_a_scheme_is_adopted_with_one_click_and_only_once(lin, cast, sorting):
    for _twice in range(2):
        lin.post("/console/segments/schemes/", {"scheme": "lifecycle", "community": ""})

    segments = Segment.objects.filter(scheme="lifecycle")
    assert segments.count() == 6
    assert people(segments.get(name="New")) == sorted([cast.su.id, cast.momo.id])
    assert segments.get(name="New").owner_seat_id == cast.lin_seat.id


def test_a_segment_is_put_away_and_taken_out_again(lin, cast, sorting):
    segment = made(sorting)

    lin.post(f"{LIST}{segment.id}/archive/")
    assert people(segment) == []
    lin.post(f"{LIST}{segment.id}/archive/")

    assert people(segment) == [cast.su.id]


def test_a_limited_seat_sees_its_communities_only_and_changes_nothing_of_the_whole(cheng, cast, sorting):
    other = communities.open_community(name="别的", by=cast.by_lin, at=AT)
    everywhere = made(sorting)
    foreign = made(sorting, name="foreign", community_id=other.id)

    assert [line.name for line in cheng.get(LIST).context["lines"]] == ["Speakers"]
    assert cheng.get(f"{LIST}{foreign.id}/").status_code == 404
    assert cheng.get(f"{LIST}{everywhere.id}/").status_code == 200
    assert cheng.get(f"{LIST}{everywhere.id}/edit/").status_code == 403
    assert cheng.post(f"{LIST}{everywhere.id}/archive/").status_code == 403
    refused = cheng.post(NEW, WORDS | ROWS | {"act": "save"})
    assert refused.context["form"].errors["community"]
    assert Segment.objects.count() == 2


def test_zhou_sees_nothing_of_it(zhou, cast, sorting):
    segment = made(sorting)

    assert zhou.get(f"{LIST}{segment.id}/").status_code == 404
    assert list(zhou.get(LIST).context["lines"]) == []


def test_pages_take_few_queries_however_many_people(lin, cast, sorting, django_assert_max_num_queries):
    segments = [made(sorting, name=f"s{n}") for n in range(5)]
    tagging.tag_members(members=[cast.su.id], tag="vip", by=cast.by_lin, at=AT)
    lin.get(LIST)

    with django_assert_max_num_queries(LIST_QUERIES):
        lin.get(LIST)
    with django_assert_max_num_queries(PAGE_QUERIES):
        lin.get(f"{LIST}{segments[0].id}/")
    with django_assert_max_num_queries(PREVIEW_QUERIES):
        lin.post(NEW, WORDS | ROWS | {"act": "preview"})
    with django_assert_max_num_queries(REPORT_QUERIES):
        lin.get(f"{LIST}report/")


def test_the_report_compares_its_people_with_all_others(lin, cast, sorting):
    made(sorting)

    (line,) = lin.get(f"{LIST}report/").context["lines"]

    assert (line.inside.belongings, line.inside.messages, line.inside.active) == (1, 1.0, 1.0)
    assert (line.others.belongings, line.others.messages, line.others.active) == (1, 0.0, 0.0)


@pytest.mark.parametrize(("language", "words"), [("en", "Ready-made schemes"), ("zh-hans", "现成方案")])
def test_the_pages_speak_both_languages(cast, language, words):
    from tests.faces.console.conftest import client_of

    client = client_of(cast.lin, language=language)
    assert words in client.get(LIST).text
    for path in (NEW, f"{NEW}?kind=static", f"{LIST}report/", f"{LIST}schemes/", f"{LIST}?show=away"):
        assert client.get(path).status_code == 200


def test_a_name_is_there_once(cast, sorting):
    made(sorting)
    draft = Draft(name=" Speakers ", purpose="x", strategy="y", kind=Kind.CONDITION, condition="true")

    with pytest.raises(saving.CannotSave, match="Speakers"):
        saving.create_segment(draft=draft, by=actor.staff(cast.lin.id), at=AT)
