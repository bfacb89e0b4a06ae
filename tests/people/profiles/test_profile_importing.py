"""Files of members: every row has a fate before anything is written, and applying twice changes nothing."""

from datetime import date, datetime, timedelta

import pytest

from linli.facts.members import IdentitySeen
from linli.facts.profiles import ProfileAnswered
from linli.kernel.orgs.models import AuditEntry
from linli.people.consent.models import Access
from linli.people.members.actions import merging
from linli.people.members.models import Member
from linli.people.profiles.actions import answering
from linli.people.profiles.actions.importing import files
from linli.people.profiles.models import Answer, ImportRow, MemberImport
from linli.people.profiles.queries import answers
from tests.cast import events_after
from tests.people.profiles import tables


def say(cast, member, values, source="member"):
    answering.answer(member_id=member.id, values=values, source=source, by=cast.by_lin, at=cast.at)


def test_looking_over_writes_no_answer_and_applying_writes_what_was_shown(template, tmp_path):
    path = tables.xlsx(
        tmp_path / "members.xlsx",
        [
            ["姓名", "所在城市", "行业", "从业年数", "备注"],
            ["苏苏", "浙江 杭州", "教育培训", 6, "老朋友"],
            ["墨墨", "上海市", "Finance and insurance", 12.0, ""],
            ["无此人", "北京", "", "", ""],
        ],
    )

    one = tables.look_over(template, path)
    assert one.counts == {"changed": 2, "refused": 1}
    assert [column["meaning"] for column in one.columns] == [
        "name", "field:city", "field:industry", "field:years", "",
    ]  # fmt: skip
    assert Answer.objects.count() == 0

    files.apply(one=one, by=template.by_lin, at=template.at)
    assert answers.values_of(template.su.id) == {"city": "浙江/杭州", "industry": "education", "years": "6"}
    assert answers.values_of(template.momo.id) == {"city": "上海", "industry": "finance", "years": "12"}
    assert tables.fates(one) == [
        (2, "changed", "", ""), (3, "changed", "", ""), (4, "refused", "no_match", ""),
    ]  # fmt: skip


def test_applying_is_told_to_the_log_the_audit_and_the_access_log_without_answers(template, tmp_path):
    path = tables.xlsx(tmp_path / "m.xlsx", [["编号", "单位"], [template.su.id, "青禾书店"]])

    one = tables.apply(template, path)

    [event] = [row for row in events_after() if isinstance(row.fact, ProfileAnswered)]
    assert event.fact == ProfileAnswered(fields=("company",), source="import")
    assert AuditEntry.objects.get(action="member_import.applied").after == {"changed": 1}
    assert Access.objects.filter(member_id=template.su.id, why="import").count() == 1
    assert Answer.objects.get().source == f"import:{one.pk}"


def test_applying_twice_is_refused_and_the_same_file_again_changes_nothing(template, tmp_path):
    path = tables.xlsx(tmp_path / "m.xlsx", [["姓名", "单位"], ["苏苏", "青禾书店"], ["新人", "山月书店"]])
    one = tables.apply(template, path, creates=True)

    with pytest.raises(files.CannotApply):
        files.apply(one=one, by=template.by_lin, at=template.at)
    again = tables.apply(template, path, creates=True)

    assert again.counts == {"unchanged": 2}
    assert Member.objects.filter(name="新人").count() == 1


def test_rows_about_nobody_become_members_of_the_channel_of_files_when_asked(template, tmp_path):
    path = tables.xlsx(
        tmp_path / "m.xlsx",
        [["姓名", "手机号", "渠道", "账号"], ["阿岚", 13800138000, "", ""], ["小北", "", "内置房间", "bei"]],
    )

    one = tables.apply(template, path, creates=True)

    assert one.counts == {"new": 2}
    seen = {row.fact.external: row.fact for row in events_after() if isinstance(row.fact, IdentitySeen)}
    assert seen["bei"].channel == template.channel.id
    assert seen[f"import-{one.pk}-2"].name == "阿岚"
    lan = Member.objects.get(name="阿岚")
    assert answers.values_of(lan.id) == {"phone": "13800138000"}
    assert ImportRow.objects.get(row=2).member_id == lan.id


def test_members_are_found_by_account_phone_old_record_and_name(template, tmp_path):
    say(template, template.momo, {"phone": "13900139000"})
    path = tables.xlsx(
        tmp_path / "m.xlsx",
        [
            ["编号", "渠道", "账号", "手机号", "姓名", "单位"],
            ["", "内置房间", "su", "", "", "青禾书店"],
            ["", "", "", "+86 139 0013 9000", "谁也不是", "山月书店"],
        ],
    )

    assert tables.apply(template, path).counts == {"changed": 2}
    assert answers.values_of(template.su.id) == {"company": "青禾书店"}
    assert answers.values_of(template.momo.id)["company"] == "山月书店"

    merging.merge_members(kept=template.su, merged=template.momo, by=template.by_lin, at=template.at)
    old = tables.xlsx(tmp_path / "old.xlsx", [["编号", "从业年数"], [template.momo.id, 3]])
    assert tables.apply(template, old).counts == {"changed": 1}
    assert answers.values_of(template.su.id)["years"] == "3"


def test_a_name_does_not_count_where_a_telling_answer_speaks_against_it(template, tmp_path):
    say(template, template.su, {"phone": "13800138000"})
    path = tables.xlsx(tmp_path / "m.xlsx", [["姓名", "手机号"], ["苏苏", "13900139000"]])

    assert tables.look_over(template, path).counts == {"refused": 1}
    assert tables.apply(template, path, creates=True).counts == {"new": 1}
    assert Member.objects.filter(name="苏苏").count() == 2


def test_what_members_said_themselves_is_kept_unless_the_file_is_to_win(template, tmp_path):
    say(template, template.su, {"company": "青禾书店", "years": "6"})
    say(template, template.momo, {"company": "旧书店"}, source="staff:1")
    path = tables.xlsx(
        tmp_path / "m.xlsx", [["姓名", "单位", "从业年数"], ["苏苏", "山月书店", 6], ["墨墨", "新书店", ""]]
    )

    assert tables.look_over(template, path).counts == {"conflict": 1, "changed": 1}
    tables.apply(template, path)
    assert answers.values_of(template.su.id)["company"] == "青禾书店"
    assert answers.values_of(template.momo.id)["company"] == "新书店"

    tables.apply(template, path, overwrites=True)
    assert answers.values_of(template.su.id)["company"] == "山月书店"


def test_an_import_that_was_broken_off_goes_on_and_ends_the_same(template, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 3)
    rows = [["姓名", "单位"], *[[f"新人{n}", f"单位{n}"] for n in range(8)], ["新人1", "别处"]]
    one = tables.look_over(template, tables.xlsx(tmp_path / "m.xlsx", rows), creates=True)
    asked = iter([False, False, True])

    files.apply(one=one, by=template.by_lin, at=template.at, should_stop=lambda: next(asked))
    half = MemberImport.objects.get(pk=one.pk)
    assert (half.state, half.position, Answer.objects.count()) == ("checked", 6, 6)

    files.apply(one=half, by=template.by_lin, at=template.at)
    done = MemberImport.objects.get(pk=one.pk)
    assert (done.state, done.counts) == ("done", {"new": 8, "refused": 1})
    assert tables.fates(done)[-1] == (10, "refused", "twice", "")
    assert Answer.objects.count() == 8


def test_dates_numbers_and_flags_of_excel_are_understood(template, tmp_path):
    from linli.people.profiles.actions import defining

    for code, kind in (("born", "date"), ("vip", "yes_no")):
        described = defining.Described(code=code, name=code, kind=kind)
        defining.define_field(described=described, by=template.by_lin, at=template.at)
    path = tables.xlsx(
        tmp_path / "m.xlsx",
        [["姓名", "born", "vip", "邮箱"], ["苏苏", datetime(1990, 3, 8), True, "Su@Example.com"],
         ["墨墨", date(1991, 12, 1), "否", ""]],
    )  # fmt: skip

    tables.apply(template, path)

    assert answers.values_of(template.su.id) == {
        "born": "1990-03-08",
        "vip": "yes",
        "email": "su@example.com",
    }
    assert answers.values_of(template.momo.id) == {"born": "1991-12-01", "vip": "no"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_the_encodings_people_have(template, tmp_path, encoding, delimiter):
    path = tmp_path / "m.csv"
    path.write_bytes(f"姓名{delimiter}单位\n苏苏{delimiter}青禾书店\n".encode(encoding))

    assert tables.apply(template, path).counts == {"changed": 1}
    assert answers.values_of(template.su.id) == {"company": "青禾书店"}


def test_a_limited_seat_writes_only_members_it_reaches(template, tmp_path):
    path = tables.xlsx(tmp_path / "m.xlsx", [["编号", "单位"], [template.su.id, "青禾书店"]])

    assert tables.look_over(template, path, reach=(template.community.id + 1,)).counts == {"refused": 1}
    assert tables.look_over(template, path, reach=(template.community.id,)).counts == {"changed": 1}


def test_columns_of_personal_fields_are_left_out_without_the_permission(template, tmp_path):
    path = tables.xlsx(tmp_path / "m.xlsx", [["姓名", "手机号", "单位"], ["苏苏", "13800138000", "青禾书店"]])

    tables.apply(template, path, sees_personal=False)

    assert answers.values_of(template.su.id) == {"company": "青禾书店"}


def test_a_file_thrown_away_leaves_nothing_behind(template, tmp_path):
    path = tables.xlsx(tmp_path / "m.xlsx", [["姓名", "单位"], ["苏苏", "青禾书店"]])
    one = tables.look_over(template, path)
    from pathlib import Path

    folder = Path(one.folder)

    files.discard(one=one, by=template.by_lin, at=template.at + timedelta(days=1))

    assert not folder.exists()
    assert Answer.objects.count() == 0
