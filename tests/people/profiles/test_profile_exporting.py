"""Tables of members: masked, without formulas, and written down."""

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from linli.kernel.orgs.models import AuditEntry
from linli.people.consent.models import Access
from linli.people.profiles.actions import answering, exporting
from linli.people.profiles.models import FieldUse
from tests.people.profiles import tables


@pytest.fixture
def su(template):
    values = {"phone": "+4930123456", "company": '=HYPERLINK("x")', "city": "杭州", "industry": "education"}
    answering.answer(
        member_id=template.su.id, values=values, source="member", by=template.by_lin, at=template.at
    )
    return template.su


def hand_out(cast, name, codes, *, sees_personal=True, **more):
    one = exporting.begin(file_name=name, by=cast.by_lin, at=cast.at)
    return exporting.write(
        one=one,
        member_ids=[cast.su.id, cast.momo.id, 404],
        choice=exporting.choose(codes, **more),
        sees_personal=sees_personal,
        by=cast.by_lin,
        at=cast.at,
    )


def test_formulas_are_neutralised_in_both_formats_and_read_back_as_they_were(template, su, tmp_path):
    sheet = hand_out(template, "members.xlsx", ["phone", "company"])
    text = hand_out(template, "members.csv", ["phone", "company"])

    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(values_only=True))
    assert rows[0] == ("Member ID", "Name", "Phone", "Company")
    assert ("'+4930123456", '\'=HYPERLINK("x")') in [row[2:] for row in rows]
    assert "'=HYPERLINK" in text.read_text(encoding="utf-8-sig")
    assert tables.look_over(template, Path(sheet)).counts == {"unchanged": 2}


def test_without_the_permission_personal_answers_are_masked(template, su):
    text = hand_out(template, "m.csv", ["phone", "city"], sees_personal=False).read_text(encoding="utf-8-sig")

    assert "30123456" not in text
    assert "浙江 杭州" in text


def test_handing_out_is_written_down_without_a_word_of_it(template, su):
    hand_out(template, "m.csv", ["city"])

    assert AuditEntry.objects.get(action="members.exported").after == {"members": 2, "fields": ["city"]}
    assert FieldUse.objects.get().purpose == "export"
    assert Access.objects.filter(why="export").count() == 2


@pytest.mark.parametrize(
    ("codes", "living", "sentence"),
    [
        (["shoe_size"], [], "there is no field called “shoe_size”"),
        (["city"], ["shoes"], "there is no column called “shoes”"),
        (["city"], ["stage"], "choose a community: joining, stage and messages are told for one"),
    ],
)
def test_a_table_that_cannot_be_made_is_refused(template, codes, living, sentence):
    with pytest.raises(exporting.CannotExport) as refused:
        exporting.choose(codes, living=living)
    assert str(refused.value) == sentence


def test_files_are_thrown_away_after_some_days(template, su):
    path = hand_out(template, "m.csv", ["city"])

    assert exporting.throw_away(before=template.at) == 0
    assert exporting.throw_away(before=template.at + timedelta(days=1)) == 1
    assert not path.exists()
