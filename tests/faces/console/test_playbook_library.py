import pytest

from linli.run.playbooks.models import Playbook
from linli.run.playbooks.queries import presets

pytestmark = pytest.mark.django_db
SHELF = "/console/playbooks/library/"


def test_the_shelf_shows_every_playbook_and_marks_those_in_use(cast, lin, django_assert_max_num_queries):
    lin.post(f"{SHELF}newcomer-7d/use/", {"language": "en"})

    with django_assert_max_num_queries(20):
        shown = lin.get(SHELF).text

    assert all(one.purpose in shown for one in presets.presets("en"))
    assert shown.count("In use") == 1


@pytest.mark.parametrize("code", [one.code for one in presets.presets("en")])
def test_each_is_drawn_in_both_languages(cast, lin, code):
    english = lin.get(f"{SHELF}{code}/?language=en")
    chinese = lin.get(f"{SHELF}{code}/?language=zh-hans")

    assert (english.status_code, chinese.status_code) == (200, 200)
    assert presets.get_preset(code, "zh-hans").title in chinese.text


def test_using_one_makes_a_draft_of_ones_own(cast, lin):
    lin.post(f"{SHELF}weekly-rhythm/use/", {"language": "zh-hans"})

    made = Playbook.objects.get()
    assert (made.code, made.state, made.current) == ("weekly-rhythm", "draft", None)


def test_a_playbook_that_is_not_on_the_shelf_is_not_found(cast, lin):
    assert lin.get(f"{SHELF}moon/").status_code == 404
    assert lin.post(f"{SHELF}moon/use/").status_code == 404
