"""Names of files and of work in the background never outlive the person they name."""

from datetime import timedelta

import pytest

from linli.kernel.errors import Refusal
from linli.kernel.jobs.models import JobRun
from linli.people.communities import jobs
from linli.people.communities.models import HistoryImport
from linli.people.consent.actions import requests
from linli.people.profiles.models import MemberImport
from tests.cast import AT
from tests.people.consent.test_erasure_everywhere import found

LATER = AT + timedelta(days=1)


def file_of(cast, name):
    MemberImport.objects.create(file_name=name, by="staff:1", started_at=AT)
    HistoryImport.objects.create(
        community=cast.community,
        channel_id=cast.channel.id,
        file_name=name,
        fingerprint=str(len(name)),
        started_at=AT,
    )
    JobRun.objects.create(name="x", title=name, note=f"{name} was not read", started_at=AT, seen_at=AT)


def test_a_file_that_names_an_erased_person_is_called_otherwise_and_others_keep_their_names(cast):
    for name in (f"{cast.su.name}的资料.xlsx", "十月.xlsx"):
        file_of(cast, name)

    requests.ask_erasure(member=cast.su.id, where="portal", by=cast.by_lin, at=LATER)

    assert sorted(MemberImport.objects.values_list("file_name", flat=True)) == ["十月.xlsx", "已注销"]
    assert sorted(HistoryImport.objects.values_list("file_name", flat=True)) == ["十月.xlsx", "已注销"]
    assert sorted(JobRun.objects.values_list("title", flat=True)) == ["十月.xlsx", "已注销"]
    assert found(f"{cast.su.name}的资料") == {}


def test_another_organisation_keeps_the_names_of_its_files(cast):
    with cast.scope_elsewhere():
        JobRun.objects.create(name="x", title=f"{cast.su.name}.xlsx", started_at=AT, seen_at=AT)

    requests.ask_erasure(member=cast.su.id, where="portal", by=cast.by_lin, at=LATER)

    with cast.scope_elsewhere():
        assert JobRun.objects.get().title == f"{cast.su.name}.xlsx"


def test_work_on_a_history_is_called_by_its_community(cast, tmp_path):
    file = tmp_path / "upload" / "与苏苏的聊天.json"
    file.parent.mkdir()
    file.write_text("{}")

    with pytest.raises(Refusal):
        jobs.import_file(cast.org.id, cast.community.id, str(file), None, None, 1)

    assert JobRun.objects.get().title == cast.community.name
    assert not file.parent.exists()
