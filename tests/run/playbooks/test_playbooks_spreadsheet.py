"""A playbook leaves as a spreadsheet and comes back the same; a spreadsheet with mistakes changes nothing."""

from io import BytesIO
from zipfile import ZipFile

import msgspec
import openpyxl
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from openpyxl.utils import get_column_letter

import linli.wiring  # noqa: F401  (the presets use the verbs of other rooms)
from linli.run.playbooks.document import checking, writing
from linli.run.playbooks.document.reports import CheckReport
from linli.run.playbooks.excel import export, reading
from linli.run.playbooks.excel.layout import COLUMNS
from linli.run.playbooks.excel.reading import CannotImport
from linli.run.playbooks.excel.workbook import BadWorkbook
from linli.run.playbooks.queries import presets
from tests.run.playbooks.documents import documents

ALL = [(one.code, language) for language in ("zh-hans", "en") for one in presets.presets(language)]
PLACE = {column.heading: get_column_letter(number) for number, column in enumerate(COLUMNS, start=1)}


def without_lines(playbook):
    steps = tuple(msgspec.structs.replace(step, line=0) for step in playbook.steps)
    return msgspec.structs.replace(playbook, steps=steps)


def accept(_source):
    return CheckReport(playbook=None)


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("code", "language"), ALL)
def test_a_playbook_of_the_library_comes_back_identical(code, language):
    source = presets.get_preset(code, language).source

    with translation.override(language):
        back = reading.source_of(export.workbook(source), checking.report)

    assert without_lines(checking.read(back)) == without_lines(checking.read(source))
    assert writing.to_tree(back) == writing.to_tree(source)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(documents())
def test_any_document_comes_back_identical(tree):
    source = writing.to_yaml(tree)
    assert writing.to_tree(source) == tree

    back = reading.source_of(export.workbook(source), accept)

    assert writing.to_tree(back) == tree


def test_headings_are_read_in_either_language_whatever_the_reader_speaks():
    source = presets.get_preset("weekly-rhythm", "en").source

    with translation.override("zh-hans"):
        content = export.workbook(source)
    with translation.override("en"):
        back = reading.source_of(content, checking.report)

    assert writing.to_tree(back) == writing.to_tree(source)

    assert openpyxl.load_workbook(BytesIO(content)).sheetnames == ["计划", "阶段", "步骤"]


def test_no_cell_is_a_formula():
    tree = {
        "kind": "playbook",
        "id": "x",
        "title": "=1+1",
        "subject": "group",
        "trigger": {"manual": True},
        "steps": [{"id": "a", "purpose": "@SUM(A1)", "post": {"text": "+1 好"}}],
    }

    book = openpyxl.load_workbook(BytesIO(export.workbook(writing.to_yaml(tree))))

    texts = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    assert {"'=1+1", "'@SUM(A1)", "'+1 好"} <= set(texts)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def twenty_mistakes():
    """A workbook of the weekly rhythm, and the cells that were spoilt with what is said of each."""
    source = presets.get_preset("weekly-rhythm", "en").source
    book = openpyxl.load_workbook(BytesIO(export.workbook(source)))
    plan, nodes = book["Plan"], book["Nodes"]
    keys = {plan.cell(row, 1).value: row for row in range(2, plan.max_row + 1)}
    rows = {nodes.cell(row, 2).value: row for row in range(2, nodes.max_row + 1)}
    spoilt = {}

    def on_plan(key, value, sentence):
        plan.cell(keys[key], 2).value = value
        spoilt[f"Plan!B{keys[key]}"] = sentence

    def on_node(step, heading, value, sentence):
        cell = f"{PLACE[heading]}{rows[step]}"
        nodes[cell].value = value
        spoilt[f"Nodes!{cell}"] = sentence

    on_plan("class", "contend", "“contend”")
    on_plan("priority", 400, "0 to 100")
    on_plan("subject", "conversation", "conversation")
    on_plan("table", "=A1", "Formulas are not taken over")
    on_plan("audience", "community.membres >= 20", "community.members")
    on_plan("trigger", "{schedule: {rrule: FREQ=WEEKLY;BYDAY=MO, at: noon}}", "21:30")
    on_plan("exit", "[{event: group.closd, outcome: closed}]", "group.closed")
    on_plan("goal", "{event: message.posted", "YAML")
    on_plan("language", "fr", "zh-hans")
    plan.cell(keys["version"], 1).value = "versoin"
    spoilt[f"Plan!A{keys['version']}"] = "version"
    on_node("sign_off", "Who", "editr", "editor")
    on_node("sign_off", "Due", "4 hours", "24h")
    on_node("sign_off", "Outcomes", "{approved: theem, timeout: end}", "theme")
    on_node("theme", "Where", "wall", "group, dm")
    on_node("theme", "Text", "{$sign_off.them}", "$sign_off.theme")
    on_node("open_theme", "Id", "Open theme!", "is not a name")
    on_node("midweek", "When", "{until_local: {weekday: XX, at: '20:00'}}", "MO")
    on_node("vote", "Kind", "activty", "activity")
    on_node("recap", "Due", "2h", "nothing in this column")
    on_node("friday", "Day", "Someday", "sheet of days")
    on_node("round_up", "Purpose", "#REF!", "shows an error")
    on_node("say_round_up", "More", "late_limit", "Named values")
    return saved(book), spoilt


def test_twenty_mistakes_are_told_in_twenty_sentences_with_their_cells():
    content, spoilt = twenty_mistakes()

    with pytest.raises(CannotImport) as refused:
        reading.source_of(content, checking.report)

    told = {}
    for problem in refused.value.problems:
        told.setdefault(problem.cell, []).append(problem.sentence)
    assert len(spoilt) >= 20
    assert set(spoilt) - set(told) == set()
    for cell, words in spoilt.items():
        assert words.strip("“”") in " ".join(told[cell]), cell


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 no", "damaged"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (saved(openpyxl.Workbook()), 'no sheet "Plan"'),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(BadWorkbook, match=sentence):
        reading.source_of(content, accept)


def test_a_workbook_that_declares_entities_is_refused():
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        packed.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")

    with pytest.raises(BadWorkbook, match="declares things"):
        reading.source_of(file.getvalue(), accept)


def test_merged_cells_and_a_step_said_twice_are_told():
    book = openpyxl.load_workbook(BytesIO(export.workbook(presets.get_preset("ama", "en").source)))
    nodes = book["Nodes"]
    nodes["B4"].value = nodes["B3"].value
    nodes.merge_cells("F2:G2")

    with pytest.raises(CannotImport) as refused:
        reading.source_of(saved(book), checking.report)

    told = {problem.cell: problem.sentence for problem in refused.value.problems}
    assert told["Nodes!F2"] == "Unmerge these cells first."
    assert told["Nodes!B4"] == 'The id "choose" is taken by another step.'
