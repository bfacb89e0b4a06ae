import pytest

from linli.run.playbooks.models import Playbook, PlaybookVersion, Run
from linli.run.playbooks.queries import under_way
from tests.cast import cast  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def welcome(cast):  # noqa: F811
    """An active playbook with a waiting run, one that waits for a person, and one that is done."""
    playbook = Playbook.objects.create(
        code="welcome", title="新人欢迎", state="active", draft_changed_at=cast.at
    )
    version = PlaybookVersion.objects.create(
        playbook=playbook,
        number=3,
        content_hash="x",
        source="",
        document={},
        published_at=cast.at,
        published_by="staff:1",
    )
    Playbook.objects.filter(id=playbook.id).update(current=version)
    for number, state in enumerate(("waiting", "blocked_task", "done")):
        Run.objects.create(
            playbook=playbook,
            version=version,
            community_id=cast.community.id,
            group_id=cast.group.id,
            member_id=number,
            subject=f"membership:{number}:{cast.group.id}",
            key=str(number),
            state=state,
            step="hello",
            started_at=cast.at,
        )
    Playbook.objects.create(code="draft", state="draft", draft_changed_at=cast.at)
    return playbook


def test_playbooks_at_work_are_counted(welcome, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = under_way.playbooks_at_work()

    assert found == [under_way.AtWork(welcome.id, "新人欢迎", "active", 3, 2, 1, 0)]


def test_a_seat_counts_the_runs_of_its_communities(welcome, cast):  # noqa: F811
    here = under_way.playbooks_at_work(reach=frozenset({cast.community.id}))
    elsewhere = under_way.playbooks_at_work(reach=frozenset({cast.community.id + 1}))

    assert (here[0].runs, elsewhere[0].runs) == (2, 0)


def test_another_organisation_has_none_of_them(welcome, cast):  # noqa: F811
    with cast.scope_elsewhere():
        assert under_way.playbooks_at_work() == []
