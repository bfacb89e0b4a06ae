import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.connect.adapters.room.models import RoomLink
from linli.connect.gateway.models import Channel
from linli.kernel.jobs import tracking
from linli.kernel.jobs.models import JobRun
from linli.kernel.orgs.models import AuditEntry
from linli.measure.insights.models import Snapshot
from linli.people.communities import jobs
from linli.people.communities.models import Group, HistoryImport
from linli.run.growth.actions import setup
from tests.faces.console import operating

pytestmark = pytest.mark.django_db


def test_the_doctor_says_each_check_in_a_sentence(cast, lin):
    answer = lin.get(f"/console/channels/{cast.channel.id}/doctor/")

    assert "1 groups live in built-in rooms." in answer.text
    assert "No invitation is valid now" in answer.text


def test_a_group_in_a_room_is_opened_with_a_link_that_can_be_ended(cast, lin):
    url = f"/console/channels/{cast.channel.id}/groups/"

    lin.post(url, {"community": cast.community.id, "name": "茶座"})
    link = RoomLink.objects.get()
    shown = lin.get(f"/console/channels/{cast.channel.id}/").text
    lin.post(f"/console/channels/links/{link.id}/end/")

    link.refresh_from_db()
    assert Group.objects.filter(name="茶座", community=cast.community).count() == 1
    assert (f"/m/j/{link.token}/" in shown, "data:image/svg+xml" in shown) == (True, True)
    assert link.revoked_at is not None


def test_a_channel_is_paused_with_its_reason_and_resumed(cast, lin):
    url = f"/console/channels/{cast.channel.id}/turn/"
    states = []
    for given in ({"reason": "换服务器"}, {"act": "resume"}):
        lin.post(url, given)
        cast.channel.refresh_from_db()
        states.append((cast.channel.state, cast.channel.state_reason))

    assert states == [("paused", "换服务器"), ("active", "")]


def test_matrix_is_connected_and_its_registration_handed_out(cast, lin):
    given = {
        "name": "公司服务器",
        "homeserver": "https://matrix.example.org",
        "server_name": "example.org",
        "url": "https://linli.example.org",
        "localpart": "linli",
        "invited_by": "server",
    }
    lin.post("/console/channels/connect/", given)
    channel = Channel.objects.get(adapter="matrix")

    answer = lin.post(f"/console/channels/{channel.id}/registration/")

    assert (answer.headers["Content-Type"], "sender_localpart: linli" in answer.text) == (
        "application/yaml",
        True,
    )
    assert AuditEntry.objects.filter(action="channel.registration_shown").count() == 1


def test_a_wrong_setting_is_refused_in_a_sentence(cast, lin):
    given = {"name": "x", "homeserver": "matrix", "server_name": "example.org", "url": "https://l.example",
             "localpart": "linli", "invited_by": "server"}  # fmt: skip

    answer = lin.post("/console/channels/connect/", given)

    assert "write an address like https://matrix.example.org" in answer.text
    assert not Channel.objects.filter(adapter="matrix").exists()


def test_a_file_nobody_can_read_is_refused_and_not_kept(cast, lin, settings, tmp_path):
    settings.HOME = tmp_path
    upload = SimpleUploadedFile("x.bin", b"\x00\x01 nothing")

    answer = lin.post("/console/channels/import/", {"file": upload, "community": cast.community.id})

    assert (answer.status_code, "ll-error" in answer.text) == (200, True)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_upload_is_taken_in_by_the_job_and_thrown_away(cast, lin, settings, tmp_path):
    settings.HOME = tmp_path
    lines = "2025/1/3 20:15 - Ada: 早上好\n2025/1/3 20:16 - Bo: 你好呀\n"
    upload = SimpleUploadedFile("chat.txt", lines.encode())
    given = {"file": upload, "community": cast.community.id, "format": "whatsapp", "zone": "Asia/Shanghai",
             "date_order": "dmy"}  # fmt: skip

    answer = lin.post("/console/channels/import/", given)
    job = ProcrastinateJob.objects.get(task_name=jobs.IMPORT)
    jobs.import_file(**job.args)

    one = HistoryImport.objects.get()
    assert (answer.status_code, one.added, one.not_understood) == (302, 2, 0)
    assert JobRun.objects.get().state == "done"
    assert list((tmp_path / "uploads").iterdir()) == []
    assert "chat.txt" in lin.get("/console/channels/import/").text
    assert "Every record was understood" in lin.get(f"/console/channels/import/{one.id}/").text


def test_parked_events_are_shown_escaped_and_tried_again(cast, lin):
    setup.set_up(at=cast.at)
    parked = operating.park(cast)

    shown = lin.get(f"/console/parked/{parked.id}/").text
    answer = lin.post("/console/parked/retry/", {"ids": parked.id}, follow=True)

    parked.refresh_from_db()
    assert ("ValueError: &lt;b&gt;no" in shown, "今天读到第三章了" in shown) == (True, True)
    assert (parked.state, "1 event went through" in answer.text) == ("done", True)


def test_running_work_is_shown_and_stopped(cast, lin, zhou):
    with tracking.track("x", title="一件长活", total=10) as tracker:
        shown = lin.get("/console/jobs/").text
        foreign = zhou.post(f"/console/jobs/{tracker.run.id}/stop/").status_code
        lin.post(f"/console/jobs/{tracker.run.id}/stop/")
        tracker.run.refresh_from_db()

        assert ("一件长活" in shown, 'hx-trigger="every 2s"' in shown) == (True, True)
        assert (foreign, tracker.should_stop) == (404, True)


def test_figures_show_their_formula_and_are_computed_on_demand(cast, lin):
    metric = {"id": "M01", "key": "members", "name": "Community size", "unit": "members", "value": 2}
    metric |= {"numerator": None, "denominator": None, "basis": "join", "parts": {}, "series": {}}
    metric |= {"formula": "M01: people in a group."}
    cohorts = {"starts": ["2026-10-26"], "sizes": [4], "cells": [[4, 3, None]]}
    document = {"metrics": {"whole": {"M01": metric}, "recent": {"M01": metric}, "weekly_cohorts": cohorts}}
    Snapshot.objects.create(community_id=cast.community.id, taken_at=cast.at, document=document)

    shown = lin.get("/console/insights/").text
    lin.post(f"/console/insights/{cast.community.id}/refresh/")

    assert ("people in a group." in shown, "M01" in shown, "75% · 3" in shown) == (True, True, True)
    job = ProcrastinateJob.objects.get(task_name="insights.refresh_community")
    assert job.args["community_id"] == cast.community.id
