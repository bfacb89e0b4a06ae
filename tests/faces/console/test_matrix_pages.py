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
