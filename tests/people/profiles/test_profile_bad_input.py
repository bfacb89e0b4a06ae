"""What people hand in wrongly: one clear sentence each, and nothing written."""

import zipfile

import openpyxl
import pytest

from linli.people.members.actions import erasing, merging
from linli.people.members.models import Member
from linli.people.profiles.actions import answering, defining
from linli.people.profiles.actions.importing import files
from linli.people.profiles.files import limits, reading
from linli.people.profiles.models import Answer, Field, FormerAnswer, ImportRow, MemberImport
from linli.people.profiles.queries import imports
from linli.people.profiles.rules import kinds, regions
from tests.people.profiles import tables

ANSWERS = [
    ("years", "六年", "“Years of experience” must be a number, like 12 or 3.5."),
    ("years", "NaN", "“Years of experience” must be a number, like 12 or 3.5."),
    ("years", "1e99", "“Years of experience” must be a number, like 12 or 3.5."),
    ("city", "火星", "“Where you live” must be a province and a city, like Zhejiang Hangzhou."),
    ("industry", "炼金术", "“Industry” must be one of the choices offered."),
    ("industry", ["education", "finance"], "“Industry” takes one answer only."),
    ("need_life", "健康、炼金", "“Needs in life” must be one of the choices offered."),
    ("phone", "12345", "“Phone” must be a phone number, like 13800138000 or +4930123456."),
    ("phone", "138001380001", "“Phone” must be a phone number, like 13800138000 or +4930123456."),
    ("email", "su@", "“E-mail” must be an e-mail address, like name@example.com."),
    ("email", "a b@example.com", "“E-mail” must be an e-mail address, like name@example.com."),
    ("company", "书" * 201, "“Company” may have at most 200 characters."),
    ("can_share", "书" * 2001, "“What you can share” may have at most 2000 characters."),
    ("nickname", "", "“What to call you” is needed: please answer it."),
    ("nickname", "\u200b\u202e", "“What to call you” is needed: please answer it."),
    ("born", "1990-02-30", "“Born” must be a day, like 2026-03-08."),
    ("born", "1066-10-14", "“Born” must be a day, like 2026-03-08."),
    ("vip", "maybe", "“VIP” must be yes or no."),
    ("shoe_size", "42", "There is no field called “shoe_size”."),
]


@pytest.fixture
def more(template):
    for code, name, kind in (("born", "Born", "date"), ("vip", "VIP", "yes_no")):
        described = defining.Described(code=code, name=name, kind=kind)
        defining.define_field(described=described, by=template.by_lin, at=template.at)
    return template


@pytest.mark.parametrize(("code", "value", "sentence"), ANSWERS)
def test_a_wrong_answer_is_refused_in_one_sentence(more, code, value, sentence):
    values = {code: value, "company" if code != "company" else "years": "7"}

    with pytest.raises(answering.BadAnswers) as refused:
        answering.answer(member_id=more.su.id, values=values, source="member", by=more.by_lin, at=more.at)

    assert str(refused.value) == sentence
    assert Answer.objects.count() == FormerAnswer.objects.count() == 0


ROWS = [
    (["编号", "单位"], ["abc", "x"], "“编号” is not a member's number: leave it empty if you do not know it"),
    (["编号", "单位"], [99999999, "x"], "no member fits this row: correct it, or let new members be made"),
    (["姓名", "单位"], ["谁也不是", "x"], "no member fits this row: correct it, or let new members be made"),
    (["姓名", "从业年数"], ["苏苏", "六年"], "“从业年数” must be a number"),
    (["姓名", "行业"], ["苏苏", "炼金"], "“行业” is none of the choices offered"),
    (["姓名", "手机号"], ["苏苏", "12"], "“手机号” must be a phone number"),
    (["姓名", "邮箱"], ["苏苏", "su@"], "“邮箱” must be an e-mail address"),
    (["姓名", "所在城市"], ["苏苏", "火星"], "“所在城市” must be a province and a city"),
    (["姓名", "单位"], ["苏苏", "=1+1"], "“单位” holds a formula: paste its value instead"),
    (["姓名", "单位"], ["苏苏", "#REF!"], "“单位” shows an error of Excel: correct the cell"),
    (["姓名", "单位"], ["苏苏", "书" * 2001], "“单位” is too long: shorten the text"),
    (["姓名", "单位"], ["苏苏", "书" * 201], "“单位” is too long: shorten the text"),
    (["姓名", "单位"], ["苏" * 201, "x"], "“姓名” is too long: shorten the text"),
    (
        ["渠道", "账号", "单位"],
        ["没有的渠道", "su", "x"],
        "no channel has this name: write it as on the page of channels",
    ),
    (
        ["渠道", "账号", "编号", "单位"],
        ["内置房间", "su", "MOMO", "x"],
        "the columns of this row name different members: correct one of them",
    ),
]


@pytest.mark.parametrize(("headings", "row", "sentence"), ROWS)
def test_a_wrong_row_is_refused_in_one_sentence(template, tmp_path, headings, row, sentence):
    row = [template.momo.id if cell == "MOMO" else cell for cell in row]
    path = tables.xlsx(tmp_path / "m.xlsx", [headings, row])

    one = tables.apply(template, path)

    assert [line.sentence for line in imports.rows_of(one)] == [sentence]
    assert Answer.objects.count() == 0


def test_rows_about_one_member_twice_several_members_nobody_named_or_erased_are_refused(template, tmp_path):
    Member.objects.create(id=600_001, name="墨墨", sort_key="momo", first_seen_at=template.at)
    gone = Member.objects.create(id=600_002, name="去者", first_seen_at=template.at)
    erasing.erase_member(member=gone, by=template.by_lin, at=template.at)
    path = tables.xlsx(
        tmp_path / "m.xlsx",
        [["编号", "姓名", "手机号", "单位"], ["", "苏苏", "", "甲"], [template.su.id, "", "", "乙"],
         ["", "墨墨", "", "丙"], ["", "", 13800138000, "丁"], [gone.id, "", "", "戊"]],
    )  # fmt: skip

    one = tables.apply(template, path, creates=True)

    assert [line.sentence for line in imports.rows_of(one)] == [
        "",
        "an earlier row is about the same member: keep one of the two",
        "several members fit this row: add their number or account",
        "a new member needs a name: fill the column name",
        "this member was erased: nothing can be written about them",
    ]
    assert Answer.objects.count() == 1


def csv_file(path, content):
    path.write_bytes(content)
    return path


def merged_cells(path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "单位"])
    book.active.append(["苏苏", "青禾书店"])
    book.active.merge_cells("A2:B2")
    book.save(path)
    return path


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "x")
        for number in range(7):
            packed.writestr(f"xl/{number}.bin", b"\0" * 100 * 1024 * 1024)
    return path


def declaring(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>')
    return path


FILES = [
    (lambda p: csv_file(p, b""), "the file is empty"),
    (lambda p: csv_file(p, b"\n\n"), "there is nothing in this file: its first row must hold headings"),
    (
        lambda p: csv_file(p, b"PK\x03\x04 nonsense"),
        "this .xlsx file is damaged: open it in Excel and save it again",
    ),
    (
        lambda p: csv_file(p, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
        "this is an old .xls file or one with a password: save it as .xlsx without one",
    ),
    (lambda p: csv_file(p, b"\x89PNG\x00\x00 a picture"), "this is not a table: give an .xlsx or a CSV file"),
    (
        lambda p: csv_file(p, b"name,company\n\xff\xff\xff,x\n"),
        "the letters of this file cannot be read: save it as CSV in UTF-8",
    ),
    (lambda p: csv_file(p, b"name,Name\nsu,x\n"), "two columns are called “Name”: rename one"),
    (
        lambda p: csv_file(p, "行业,industry\n教育,x\n".encode()),
        "the columns “行业” and “industry” mean the same: leave one out",
    ),
    (
        lambda p: csv_file(p, b"foo,bar\n1,2\n"),
        "no heading of this file is known: name the columns after your fields",
    ),
    (
        lambda p: csv_file(p, "行业\n教育培训\n".encode()),
        "nothing here says who a row is about: add a column id, account and channel, phone or name",
    ),
    (merged_cells, "the cells A2:B2 are merged: unmerge all cells first"),
    (declaring, "this file declares things no table needs: refused"),
    (bomb, "this file unpacks to far more than a table of members: refused"),
    (
        lambda p: csv_file(p, ",".join(f"c{n}" for n in range(101)).encode() + b"\n"),
        "there are more than 100 columns: leave some out",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), FILES)
def test_a_wrong_file_is_refused_in_one_sentence(template, tmp_path, make, sentence):
    one = tables.look_over(template, make(tmp_path / "file"))

    assert (one.state, one.problem) == ("failed", sentence)
    assert ImportRow.objects.count() == Answer.objects.count() == 0
    with pytest.raises(files.CannotApply):
        files.apply(one=one, by=template.by_lin, at=template.at)


def test_too_many_rows_are_refused_and_leave_nothing(template, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    path = csv_file(tmp_path / "m.csv", ("姓名,单位\n" + "苏苏,x\n" * 4).encode())

    one = tables.look_over(template, path)

    assert one.problem == "there are more than 3 rows: split the file"
    assert ImportRow.objects.count() == 0


def test_too_large_a_file_is_refused(template, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_MB", 0)

    one = tables.look_over(template, csv_file(tmp_path / "m.csv", b"name\nsu\n"))

    assert one.problem == "the file is larger than 0 MB: split it"
    assert limits.LARGEST_MB == 50


@pytest.mark.parametrize(
    ("described", "sentence"),
    [
        ({"code": "9x"}, "a code has small letters, digits and _, and begins with a letter, like can_share"),
        ({"name": " "}, "a name has 1 to 60 characters"),
        ({"purpose": "用" * 201}, "a purpose has at most 200 characters"),
        ({"kind": "magic"}, "there is no such type, group or audience of fields"),
        ({"kind": "choice", "choices": "一个"}, "write 2 to 60 different choices, one a line"),
        ({"stale_after_days": 0}, "an answer holds 1 to 3650 days"),
    ],
)
def test_a_field_described_wrongly_is_refused_in_one_sentence(cast, described, sentence):
    given = {"code": "shelf", "name": "书架", "kind": "text"} | described

    with pytest.raises(defining.BadField) as refused:
        defining.define_field(described=defining.Described(**given), by=cast.by_lin, at=cast.at)

    assert str(refused.value) == sentence
    assert Field.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("浙江省杭州市", "浙江/杭州"), ("杭州", "浙江/杭州"), ("北京市", "北京"), ("北京 朝阳", "北京/朝阳"),
        ("内蒙古自治区呼和浩特市", "内蒙古/呼和浩特"), ("zhejiang Hangzhou", "浙江/杭州"),
        ("海外 Berlin", "海外/Berlin"),
        ("shaanxi", "陕西"), ("吉林", "吉林"), ("吉林 吉林", "吉林/吉林"), ("", None), ("Atlantis", None),
    ],
)  # fmt: skip
def test_places_are_read_as_people_write_them(text, place):
    assert regions.canonical(text) == place


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("phone", "+86 138-0013-8000", "13800138000"), ("phone", "010 6552 9988", "01065529988"),
        ("number", "１２，５００", "12500"), ("number", "-0", "0"), ("date", "2026年3月8日", "2026-03-08"),
        ("yes_no", "有", "yes"), ("yes_no", "×", "no"), ("email", " Su@EXAMPLE.com ", "su@example.com"),
        ("text", "  多 \t 处\n空白 ", "多 处 空白"),
    ],
)  # fmt: skip
def test_answers_are_read_as_people_write_them(kind, text, value):
    assert kinds.clean(kind, text).value == value


def test_nothing_is_written_about_a_member_who_was_merged_away_meanwhile(template, tmp_path):
    path = tables.xlsx(tmp_path / "m.xlsx", [["编号", "单位"], [template.momo.id, "青禾书店"]])
    one = tables.look_over(template, path)
    merging.merge_members(kept=template.su, merged=template.momo, by=template.by_lin, at=template.at)

    files.apply(one=one, by=template.by_lin, at=template.at)

    assert list(Answer.objects.values_list("member_id", flat=True)) == [template.su.id]
    assert MemberImport.objects.get(pk=one.pk).counts == {"changed": 1}
