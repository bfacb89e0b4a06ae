import pytest

from linli.connect.gateway.models import Effect
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.models import Run
from tests.run.playbooks.staging import document

pytestmark = pytest.mark.django_db
STEPS = '- {id: hello, post: {to: group, text: "Hello {person.name}"}}\n- {id: rest, wait: {for: 1d}}\n'


@pytest.fixture
def draft(cast):
    return publishing.save_draft(source=document(STEPS), by=cast.by_lin, at=cast.at)


def address(playbook):
    return f"/console/playbooks/{playbook.id}/rehearse/"


def test_a_draft_is_rehearsed_and_the_run_shows_what_it_says(cast, lin, draft):
    given = {"group": cast.group.id, "about": cast.su.id, "speed": 1440}

    answer = lin.post(address(draft), given, follow=True)

    run = Run.objects.get()
    assert (run.is_test, run.member_id, run.context["test"]["staff"]) == (True, cast.su.id, cast.lin.id)
    assert "Hello 苏苏" in answer.text
    assert Effect.objects.count() == 0


def test_a_mistake_is_told_and_what_was_typed_is_kept(cast, lin, draft):
    answer = lin.post(address(draft), {"group": cast.group.id, "speed": 60})

    assert "choose a member for whom it is rehearsed" in answer.text
    assert '<option value="60" selected>' in answer.text
    assert Run.objects.count() == 0


def test_a_member_of_another_organisation_cannot_be_played(cast, lin, draft):
    answer = lin.post(address(draft), {"group": cast.group.id, "about": 999_999, "speed": 60})

    assert answer.status_code == 200
    assert Run.objects.count() == 0


def test_the_page_asks_what_it_needs_and_is_light(lin, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        answer = lin.get(address(draft))

    assert "A test run on yourself" in answer.text
