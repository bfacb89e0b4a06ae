import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from linli.run.playbooks.actions import publishing
from linli.run.playbooks.document import writing
from linli.run.playbooks.models import Playbook, Run, Simulation
from linli.run.playbooks.queries import presets
from tests.faces.console import operating
from tests.run.playbooks.staging import document

pytestmark = pytest.mark.django_db
ALL = "/console/playbooks/"
BY_HAND = """\
kind: playbook
id: by-hand
title: By hand
subject: group
class: service
trigger: {manual: true}
inputs:
  - {field: theme, type: text, required: true, label: Theme}
  - {field: begins, type: time}
steps:
  - id: tell
    post: {to: group, text: "{input.theme}", late_limit: 2h}
"""


def published(cast, source):
    return publishing.publish(source=source, by=cast.by_lin, at=cast.at).playbook


def stamp(answer):
    return re.search(r'name="stamp" value="([^"]+)"', answer.text)[1]


def test_a_playbook_is_started_by_hand_once_however_often_the_button_is_pressed(cast, lin):
    one = published(cast, BY_HAND)
    address = f"{ALL}{one.id}/start/"
    given = {"groups": [cast.group.id], "input-theme": "Spring", "stamp": stamp(lin.get(address))}

    answers = [lin.post(address, given, follow=True) for _time in range(2)]

    assert "1 run began." in answers[0].text
    assert Run.objects.get().context["inputs"] == {"theme": "Spring"}


def test_what_it_asks_for_has_to_be_given_and_what_was_typed_stays(cast, lin):
    one = published(cast, BY_HAND)
    address = f"{ALL}{one.id}/start/"

    answer = lin.post(address, {"groups": [cast.group.id], "input-begins": "2026-11-30T20:00", "stamp": "s"})

    assert ("This field is required" in answer.text, "2026-11-30T20:00" in answer.text) == (True, True)
    assert Run.objects.count() == 0


def test_a_draft_cannot_start(cast, lin):
    one = publishing.save_draft(source=BY_HAND, by=cast.by_lin, at=cast.at)

    assert "Publish it first" in lin.get(f"{ALL}{one.id}/start/", follow=True).text


def test_nothing_stuck_is_said_so_and_a_troubled_run_is_shown_with_what_to_do(
    cast, lin, django_assert_max_num_queries
):
    before = lin.get(f"{ALL}stuck/").text
    run = operating.greet(cast)
    Run.objects.filter(id=run.id).update(trouble="ValueError: x")

    with django_assert_max_num_queries(15):
        after = lin.get(f"{ALL}stuck/").text

    assert ("Nothing is stuck" in before, "Its last step failed" in after, "墨墨" in after) == (
        True,
        True,
        True,
    )


def test_nobody_new_comes_in_once_it_runs_out(cast, lin):
    run = operating.greet(cast)

    lin.post(f"{ALL}{run.playbook_id}/turn/", {"act": "drain"})

    assert Playbook.objects.get(id=run.playbook_id).state == "draining"
    assert "Nobody new comes in" in lin.get(f"{ALL}{run.playbook_id}/").text


def test_runs_of_an_older_version_are_moved_to_a_step_that_is_chosen(cast, lin):
    run = operating.greet(cast)
    published(cast, document("- id: later\n  wait: {for: 2d}\n- id: bye\n  end: {outcome: bye}\n"))
    address = f"{ALL}{run.playbook_id}/"

    shown = lin.get(f"{address}?tab=versions").text
    refused = lin.post(f"{address}versions/1/move/", {"act": "move"}, follow=True).text
    moved = lin.post(
        f"{address}versions/1/move/", {"act": "move", f"to-{run.step}": "later"}, follow=True
    ).text

    assert ("Runs still on version 1" in shown, "say where they go" in refused) == (True, True)
    assert "1 run moved to the current version." in moved
    assert Run.objects.get(id=run.id).version.number == 2


def test_a_spreadsheet_goes_out_and_comes_in_the_same(cast, lin):
    source = presets.get_preset("weekly-rhythm", "en").source
    one = publishing.save_draft(source=source, by=cast.by_lin, at=cast.at)

    file = lin.get(f"{ALL}{one.id}/spreadsheet/")
    Playbook.objects.all().delete()
    lin.post(f"{ALL}import/", {"file": SimpleUploadedFile("weekly.xlsx", file.content)})

    assert writing.to_tree(Playbook.objects.get().draft) == writing.to_tree(source)


def test_a_wrong_cell_is_named_and_nothing_is_kept(cast, lin):
    source = presets.get_preset("weekly-rhythm", "en").source
    one = publishing.save_draft(source=source, by=cast.by_lin, at=cast.at)
    book = load_workbook(BytesIO(lin.get(f"{ALL}{one.id}/spreadsheet/").content))
    Playbook.objects.all().delete()
    nodes = book.worksheets[2]
    column = next(cell.column for cell in nodes[1] if "kind" in str(cell.value).lower())
    nodes.cell(row=2, column=column).value = "moon"
    changed = BytesIO()
    book.save(changed)

    answer = lin.post(f"{ALL}import/", {"file": SimpleUploadedFile("weekly.xlsx", changed.getvalue())})

    assert (answer.status_code, Playbook.objects.count()) == (422, 0)
    assert f"{nodes.title}!" in answer.text


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_spreadsheet_is_refused(cast, lin, content):
    answer = lin.post(f"{ALL}import/", {"file": SimpleUploadedFile("x.xlsx", content)})

    assert (
        "Nothing was taken over" in answer.text or "invalid-feedback" in answer.text or "error" in answer.text
    ) is True
    assert Playbook.objects.count() == 0


def test_a_replay_is_asked_for_and_told_while_it_runs(cast, lin):
    run = operating.greet(cast)

    answer = lin.post(
        f"{ALL}{run.playbook_id}/simulate/",
        {"days": 30, "community": cast.community.id, "answers": "done"},
        follow=True,
    )

    assert "events are replayed" in answer.text
    assert Simulation.objects.get().community_id == cast.community.id


def test_a_limited_seat_starts_and_moves_nothing(cast, cheng):
    one = published(cast, BY_HAND)

    assert cheng.get(f"{ALL}{one.id}/start/").status_code == 403
    assert cheng.post(f"{ALL}{one.id}/versions/1/move/", {"act": "stop"}).status_code == 403


def test_a_playbook_is_kept_to_some_communities(cast, lin):
    one = published(cast, BY_HAND)

    lin.post(f"{ALL}{one.id}/places/", {"communities": [cast.community.id]})
    shown = lin.get(f"{ALL}{one.id}/?tab=versions").text
    gone = lin.post(f"{ALL}{one.id}/places/", {"communities": [10**9]})

    one.refresh_from_db()
    assert (one.communities, "checked" in shown) == ([cast.community.id], True)
    assert gone.status_code == 422


def test_the_arms_of_an_experiment_are_shown_with_what_they_changed(cast, lin):
    more = "experiment: {id: tone, unit: person, arms: {plain: 50, warm: 50}}\n"
    steps = "- id: arm\n  split: {by: tone, to: {plain: bye, warm: bye}}\n- id: bye\n  end: {outcome: bye}\n"
    one = published(cast, document(steps, more=more))

    shown = lin.get(f"{ALL}{one.id}/?tab=figures").text

    assert ("Experiment “tone”" in shown, "warm" in shown) == (True, True)
    assert "Nothing to compare" in lin.get(f"{ALL}{published(cast, BY_HAND).id}/?tab=figures").text
