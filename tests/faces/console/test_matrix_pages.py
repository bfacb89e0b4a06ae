import pytest

from linli.people.communities import queries
from linli.people.communities.actions import matrix
from linli.people.communities.actions.matrix import End, Terms
from linli.people.communities.models import Community, CommunityType, Handover
from tests.faces.console.conftest import client_of
from tests.people.communities.meadow import DAY, add_people, build_meadow, let_in

pytestmark = pytest.mark.django_db

MATRIX, MATRIX_QUERIES, HOME_QUERIES = "/console/matrix/", 14, 26
LISTS = ["", "types/", "types/traffic/", "types/new/", "platforms/", "venues/", "venues/new/", "apart/"]
LISTS += ["paths/new/", "carriers/new/"]
OF_ONE = ["", "identity/", "run/", "brand/", "grow/", "moves/", "close/", "split/?how=size&size=1"]


@pytest.fixture
def meadow(cast):
    return build_meadow(cast)


@pytest.fixture
def edge(cast, meadow):
    return matrix.draw_edge(
        source=End("community", meadow.pool.id),
        target=End("community", meadow.camp.id),
        terms=Terms("读满一周的书友"),
        by=cast.by_lin,
        at=cast.at,
    )


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_the_matrix_are_there_in_both_languages(cast, edge, path, language):
    answer = client_of(cast.lin, language=language).get(f"{MATRIX}{path}")

    assert answer.status_code == 200


@pytest.mark.parametrize("path", OF_ONE)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_one_community_are_there_in_both_languages(cast, edge, meadow, path, language):
    answer = client_of(cast.lin, language=language).get(f"/console/communities/{meadow.pool.id}/{path}")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "most"), [("", MATRIX_QUERIES), ("types/", 8), ("venues/", 9), ("apart/", 9)]
)
def test_the_pages_of_the_matrix_take_few_queries(lin, edge, path, most, django_assert_max_num_queries):
    lin.get(f"{MATRIX}{path}")

    with django_assert_max_num_queries(most):
        lin.get(f"{MATRIX}{path}")


def test_a_path_is_drawn_and_people_are_asked_along_it(lin, cast, meadow):
    people = add_people(3)
    let_in(meadow, meadow.pool, people, joined_at=cast.at - 9 * DAY)
    drawn = {
        "source": f"community:{meadow.pool.id}",
        "target": f"community:{meadow.camp.id}",
        "rule": "读满一周",
        "trigger": "days",
        "eligible_tag": "",
        "eligible_days": "",
        "needs_consent": "on",
    }

    answer = lin.post(f"{MATRIX}paths/new/", drawn)
    page = lin.get(f"{answer['Location']}?days=90")
    asked = lin.post(f"{answer['Location']}invite/", {"members": people[:2]}, follow=True)

    assert [name for _id, name in page.context["people"]] == ["某0", "某1", "某2"]
    assert "2 members were asked." in asked.text
    assert Handover.objects.filter(state="offered").count() == 2
    moves = lin.get(f"/console/communities/{meadow.camp.id}/moves/").text
    assert "Said yes" in moves


def test_an_answer_is_written_down(lin, cast, meadow, edge):
    people = add_people(1)
    let_in(meadow, meadow.pool, people, joined_at=cast.at - 9 * DAY)
    lin.post(f"{MATRIX}paths/{edge.id}/invite/", {"members": people})
    row = Handover.objects.get()

    lin.post(f"/console/moves/{row.id}/answer/", {"say": "yes"})

    row.refresh_from_db()
    assert (row.state, row.consent) == ("accepted", "given")


def test_a_limited_seat_draws_no_path_and_sees_no_foreign_community(cast, edge, meadow):
    type(cast.cheng_seat).objects.filter(id=cast.cheng_seat.id).update(role="planner")
    cheng = client_of(cast.cheng)

    assert cheng.get(f"{MATRIX}paths/new/").status_code == 403
    assert cheng.get(f"{MATRIX}paths/{edge.id}/").status_code == 404
    assert cheng.get(f"/console/communities/{meadow.pool.id}/identity/").status_code == 404
    assert "引流池" not in cheng.get(MATRIX).text


def test_another_organisation_sees_nothing_of_the_matrix(zhou, edge, meadow):
    assert zhou.get(f"{MATRIX}paths/{edge.id}/").status_code == 404
    assert "引流池" not in zhou.get(MATRIX).text
    assert zhou.post(f"/console/communities/{meadow.pool.id}/close/", {"sure": "1"}).status_code == 404


def test_a_type_is_worded_anew_and_put_back(lin, cast):
    form = lin.get(f"{MATRIX}types/paid/").context["form"].initial
    sent = {
        name: "\n".join(value) if isinstance(value, tuple) else value
        for name, value in form.items()
        if value not in (None, False)
    }

    lin.post(f"{MATRIX}types/paid/", {**sent, "name": "年费会员群"})
    assert CommunityType.objects.get().name == "年费会员群"
    lin.post(f"{MATRIX}types/paid/reset/")
    assert CommunityType.objects.count() == 0


def test_a_new_community_begins_with_its_type(lin):
    page = lin.get("/console/communities/new/?type=paid").text
    new = {
        "name": "年费会员",
        "zone": "Asia/Shanghai",
        "language": "zh-hans",
        "type_code": "paid",
        "side": "c",
    }
    lin.post("/console/communities/new/", new)

    made = Community.objects.get(name="年费会员")
    assert 'aria-current="true"' in page
    assert (made.type_code, made.capacity, made.goals[:2]) == ("paid", 200, ["stickiness", "activity"])


def test_what_differs_from_the_type_is_marked_on_the_home_of_a_community(lin, cast, meadow):
    page = f"/console/communities/{meadow.camp.id}/"
    form = lin.get(f"{page}run/").context["form"].initial
    sent = {name: "\n".join(v) if isinstance(v, tuple) else v for name, v in form.items() if v is not None}

    lin.post(f"{page}run/", {**sent, "capacity": 300})

    assert "usually: 200" in lin.get(page).text


def test_a_community_is_closed_after_its_farewell_was_shown(lin, cast):
    page = f"/console/communities/{cast.community.id}/close/"

    shown = lin.post(page, {"farewell": "谢谢大家"})
    assert ("谢谢大家" in shown.text, Community.objects.get().closed_at) == (True, None)
    answer = lin.post(page, {"farewell": "谢谢大家", "sure": "1"}, follow=True)

    assert "This community is closed" in answer.text
    assert queries.get_community(cast.community.id).stage == "dissolved"


def test_clones_and_splits_are_made_from_the_page(lin, cast, meadow):
    let_in(meadow, meadow.camp, add_people(3), joined_at=cast.at - 9 * DAY)
    page = f"/console/communities/{meadow.camp.id}/"

    lin.post(f"{page}clone/", {"names": "二期\n三期"})
    preview = lin.get(f"{page}split/?how=size&size=2")
    lin.post(f"{page}split/", {"how": "size", "size": "2"})

    assert [len(part.people) for part, _names, _more in preview.context["parts"]] == [2, 1]
    assert Community.objects.filter(name__in=["二期", "三期", "训练营一期 2"]).count() == 3
    assert Handover.objects.count() == 1


def test_figures_are_written_in_the_reader_s_words(lin, cast, meadow):
    page = f"/console/communities/{meadow.camp.id}/run/"
    shown = lin.get(page)
    form = shown.context["form"].initial
    sent = {name: "\n".join(v) if isinstance(v, tuple) else v for name, v in form.items() if v is not None}

    lin.post(page, {**sent, "kpis": "Completion\nSmiles a day"})

    assert "Share that checks in" in shown.text
    assert queries.get_community(meadow.camp.id).policy["kpis"] == ["completion", "Smiles a day"]
