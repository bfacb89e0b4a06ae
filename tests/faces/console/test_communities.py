import pytest

from linli.connect.gateway.models import Address
from linli.kernel.orgs.models import AuditEntry
from linli.people.communities.models import Community, Group, RuleBook
from tests.faces.console.conftest import client_of

pytestmark = pytest.mark.django_db

GROUPS, COMMUNITIES = "/console/groups/", "/console/communities/"
NEW = {"name": "亲子阅读", "purpose": "周末共读", "zone": "Asia/Shanghai", "language": "zh-hans"}
GROUPS_QUERIES, COMMUNITIES_QUERIES, COMMUNITY_QUERIES = 9, 7, 16


@pytest.fixture
def seen(cast):
    """A group that a platform told of and nobody has bound."""
    return Address.objects.create(
        channel=cast.channel, external="!abc:example", name="周末跑步群", first_seen_at=cast.at
    )


@pytest.mark.parametrize("path", [GROUPS, COMMUNITIES, f"{COMMUNITIES}new/"])
@pytest.mark.parametrize(("language", "words"), [("en", "ommunit"), ("zh-hans", "社群")])
def test_the_lists_speak_both_languages(cast, path, language, words):
    answer = client_of(cast.lin, language=language).get(path)

    assert (answer.status_code, words in answer.text) == (200, True)


@pytest.mark.parametrize(("path", "queries"), [(GROUPS, GROUPS_QUERIES), (COMMUNITIES, COMMUNITIES_QUERIES)])
def test_the_lists_take_a_fixed_number_of_queries(lin, path, queries, django_assert_num_queries):
    lin.get(path)

    with django_assert_num_queries(queries):
        lin.get(path)


def test_groups_are_listed_with_their_people(lin, cast):
    rows = lin.get(GROUPS).context["rows"]

    assert [(group.name, group.community_name, people) for group, people in rows] == [
        ("共读一群", "共读会", 2)
    ]


def test_a_community_is_opened(lin):
    answer = lin.post(f"{COMMUNITIES}new/", NEW)

    made = Community.objects.get(name="亲子阅读")
    assert (answer.status_code, answer["Location"]) == (302, f"{COMMUNITIES}{made.id}/")
    assert (made.purpose, made.zone) == ("周末共读", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"zone": "Mars/Olympus"}, "“Mars/Olympus” is not a time zone"),
        ({"name": "共读会"}, "there is already a community called “共读会”: choose another name"),
    ],
)
def test_a_community_that_cannot_be_is_refused_in_one_sentence(lin, wrong, sentence):
    answer = lin.post(f"{COMMUNITIES}new/", NEW | wrong)

    assert sentence in answer.text
    assert Community.objects.count() == 1


def test_a_limited_seat_opens_no_community(cast):
    type(cast.cheng_seat).objects.filter(id=cast.cheng_seat.id).update(role="planner")

    answer = client_of(cast.cheng).post(f"{COMMUNITIES}new/", NEW)

    assert (answer.status_code, Community.objects.count()) == (403, 1)


@pytest.mark.parametrize(("language", "words"), [("en", "Stage of life"), ("zh-hans", "生命阶段")])
def test_a_community_s_page_speaks_both_languages(cast, language, words):
    answer = client_of(cast.lin, language=language).get(f"{COMMUNITIES}{cast.community.id}/")

    assert (answer.status_code, words in answer.text) == (200, True)


def test_a_community_s_page_takes_a_fixed_number_of_queries(lin, cast, django_assert_num_queries):
    lin.get(f"{COMMUNITIES}{cast.community.id}/")

    with django_assert_num_queries(COMMUNITY_QUERIES):
        lin.get(f"{COMMUNITIES}{cast.community.id}/")


def test_name_stage_announcement_and_rules_are_changed(lin, cast):
    page = f"{COMMUNITIES}{cast.community.id}/"

    lin.post(f"{page}edit/", NEW)
    lin.post(f"{page}stage/", {"stage": "growth"})
    lin.post(f"{page}announcement/", {"text": "周六晚八点见"})
    lin.post(f"{page}rules/", {"text": "不发广告"})
    answer = lin.post(f"{page}rules/", {"text": "不发广告，不刷屏"}, follow=True)

    cast.community.refresh_from_db()
    assert (cast.community.name, cast.community.stage) == ("亲子阅读", "growth")
    assert cast.community.announcement == "周六晚八点见"
    assert [book.version for book in RuleBook.objects.order_by("id")] == [1, 2]
    assert "Version 2 of the rules is in force." in answer.text


@pytest.mark.parametrize(("path", "data"), [("stage/", {"stage": "golden"}), ("rules/", {"text": "  "})])
def test_what_makes_no_sense_changes_nothing(lin, cast, path, data):
    before = AuditEntry.objects.count()

    answer = lin.post(f"{COMMUNITIES}{cast.community.id}/{path}", data)

    assert (answer.status_code, AuditEntry.objects.count()) == (302, before)


def test_a_group_seen_on_a_channel_is_bound(lin, cast, seen):
    shown = lin.get(GROUPS).text
    form = lin.get(f"{GROUPS}seen/{seen.id}/").text
    answer = lin.post(
        f"{GROUPS}seen/{seen.id}/", {"community": cast.community.id, "name": "跑步群", "capacity": "200"}
    )

    seen.refresh_from_db()
    group = Group.objects.get(id=seen.group_id)
    assert ("周末跑步群" in shown, "周末跑步群" in form) == (True, True)
    assert (answer.status_code, group.name, group.capacity) == (302, "跑步群", 200)
    assert lin.get(f"{GROUPS}seen/{seen.id}/").status_code == 404


def test_two_groups_of_a_community_do_not_share_a_name(lin, cast, seen):
    answer = lin.post(f"{GROUPS}seen/{seen.id}/", {"community": cast.community.id, "name": "共读一群"})

    assert "this community already has a group called “共读一群”: choose another name" in answer.text
    assert Group.objects.count() == 1


def test_a_group_is_renamed_and_closed(lin, cast):
    lin.post(f"{GROUPS}{cast.group.id}/", {"name": "共读甲群", "capacity": ""})
    page = lin.get(f"{GROUPS}{cast.group.id}/").text
    lin.post(f"{GROUPS}{cast.group.id}/close/")

    cast.group.refresh_from_db()
    assert (cast.group.name, cast.group.closed_at is not None) == ("共读甲群", True)
    assert "Close this group?" in page


@pytest.mark.parametrize("path", ["{c}", "{c}edit/", "{g}"])
def test_another_organisation_finds_nothing(zhou, cast, path):
    place = path.format(c=f"{COMMUNITIES}{cast.community.id}/", g=f"{GROUPS}{cast.group.id}/")

    assert zhou.get(place).status_code == 404


@pytest.mark.parametrize(
    "path", ["{c}edit/", "{c}stage/", "{c}announcement/", "{c}rules/", "{g}", "{g}close/"]
)
def test_another_organisation_changes_nothing(zhou, cast, path):
    place = path.format(c=f"{COMMUNITIES}{cast.community.id}/", g=f"{GROUPS}{cast.group.id}/")
    before = AuditEntry.objects.count()

    answer = zhou.post(place, NEW | {"stage": "growth", "text": "x"})

    assert (answer.status_code, AuditEntry.objects.count()) == (404, before)


def test_a_seat_sees_only_its_communities(cast):
    type(cast.cheng_seat).objects.filter(id=cast.cheng_seat.id).update(communities=[cast.community.id + 1])
    browser = client_of(cast.cheng)

    assert browser.get(GROUPS).context["rows"] == []
    assert browser.get(COMMUNITIES).context["rows"] == []
    assert browser.get(f"{COMMUNITIES}{cast.community.id}/").status_code == 404


def test_a_seat_that_may_not_bind_sees_nothing_to_bind(cheng, seen):
    assert cheng.get(GROUPS).context["unbound"] == []
    assert cheng.get(f"/console/groups/seen/{seen.id}/").status_code == 403
