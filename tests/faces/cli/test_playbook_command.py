"""`linli playbook`: checked, compared, published, explained, written out and taken in."""

import json

import openpyxl
import pytest
from django.utils import translation
from typer.testing import CliRunner

import linli.wiring  # noqa: F401
from linli.faces.cli import playbooks
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.excel.reading import CannotImport
from linli.run.playbooks.models import Playbook, PlaybookVersion
from linli.run.playbooks.queries import presets
from tests.cast import cast  # noqa: F401

HERE = ["--org", "qingfeng"]


def run(*words):
    return CliRunner().invoke(playbooks.app, [str(word) for word in words])


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ama.yaml"
    path.write_text(presets.get_preset("ama", "en").source, encoding="utf-8")
    return path


def test_a_file_is_checked_and_nothing_is_written(cast, file):  # noqa: F811
    fine = run("check", file, *HERE)
    file.write_text(file.read_text(encoding="utf-8").replace("to: group", "to: grup"), encoding="utf-8")
    wrong = run("check", file, "--json", *HERE)

    assert (fine.exit_code, fine.output.splitlines()[-1]) == (0, "ama can be published.")
    assert wrong.exit_code == 1
    [first, *_more] = json.loads(wrong.output)["errors"]
    assert (first["path"], first["column"] > 1) == ("steps.call.post.to", True)
    assert Playbook.objects.count() == 0


def test_a_playbook_is_published_compared_and_written_out(cast, file, tmp_path):  # noqa: F811
    assert "published as version 1" in run("publish", file, "--reason", "First", *HERE).output
    file.write_text(
        file.read_text(encoding="utf-8").replace("priority: 50", "priority: 60"), encoding="utf-8"
    )

    changed = json.loads(run("diff", "ama", file, "--json", *HERE).output)
    out = run("export", "ama", tmp_path / "out.xlsx", *HERE)

    assert changed == {"changes": [{"path": "priority", "before": "50", "after": "60"}], "under_way": 0}
    assert out.exit_code == 0
    assert run("diff", tmp_path / "out.xlsx", file, *HERE).output.endswith("1 places differ.\n")
    assert PlaybookVersion.objects.get().reason == "First"


def test_a_spreadsheet_is_taken_in_as_a_draft(cast, tmp_path):  # noqa: F811
    run("export", "ama", tmp_path / "ama.xlsx", "--language", "en", *HERE)

    assert "ama is a draft now" in run("import", tmp_path / "ama.xlsx", *HERE).output
    assert Playbook.objects.get().state == "draft"


def test_what_cannot_be_taken_in_changes_nothing(cast, file, tmp_path):  # noqa: F811
    bad = tmp_path / "bad.yaml"
    bad.write_text("kind: playbook\n", encoding="utf-8")
    run("export", "ama", tmp_path / "ama.xlsx", "--language", "en", *HERE)
    book = openpyxl.load_workbook(tmp_path / "ama.xlsx")
    book.worksheets[2]["E2"].value = "posst"
    book.save(tmp_path / "ama.xlsx")

    assert isinstance(run("publish", bad, *HERE).exception, CannotPublish)
    refused = run("import", tmp_path / "ama.xlsx", *HERE).exception
    assert isinstance(refused, CannotImport)
    assert refused.problems[0].cell == f"{book.worksheets[2].title}!E2"
    assert Playbook.objects.count() == 0


def test_the_library_the_schema_and_a_ready_made_playbook(cast):  # noqa: F811
    listed = [json.loads(line) for line in run("library", "--language", "en", "--json").output.splitlines()]

    assert {"newcomer-7d", "flash-group", "sop-daily"} <= {one["code"] for one in listed}
    assert json.loads(run("schema").output)["title"] == "Linli playbook"
    assert "birthday is there" in run("adopt", "birthday", *HERE).output


def test_who_was_never_met_and_what_is_not_there_are_said_so(cast, file):  # noqa: F811
    run("publish", file, *HERE)

    assert "共读一群" in run("explain", cast.su.id, "ama", *HERE).output
    assert "there is no playbook “nope” here" in str(run("explain", "1", "nope", *HERE).exception)
    assert "there is no such run" in str(run("explain", "999", *HERE).exception)
    assert "Give the number of a run" in str(run("explain", "abc", *HERE).exception)


def test_the_past_is_replayed_without_effects(cast, file):  # noqa: F811
    run("publish", file, *HERE)

    replayed = run("simulate", "ama", "--days", "7", *HERE)

    assert replayed.exit_code == 0
    assert "runs" in replayed.output
