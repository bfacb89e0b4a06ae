"""Answers are checked, kept with their source, and told to the log by their codes alone."""

from datetime import timedelta

import pytest

from linli.facts.profiles import ProfileAnswered
from linli.kernel.orgs.models import AuditEntry
from linli.people.members.actions import erasing, exporting, merging
from linli.people.members.queries.people import NoSuchMember
from linli.people.profiles.actions import answering, defining, using
from linli.people.profiles.models import Answer, Field, FieldUse, FormerAnswer
from linli.people.profiles.queries import answers, fields
from tests.cast import events_after

LATER = timedelta(days=3)


def say(cast, values, *, member=None, source="member", at=None, by=None):
    return answering.answer(
        member_id=(member or cast.su).id,
        values=values,
        source=source,
        by=by or cast.by_lin,
        at=at or cast.at,
    )


def answered(cast):
    return [one for one in events_after() if isinstance(one.fact, ProfileAnswered)]


def test_the_template_is_taken_once_and_stands_in_the_order_of_its_groups(cast):
    assert defining.take_template(by=cast.by_lin, at=cast.at) == 26
    assert defining.take_template(by=cast.by_lin, at=cast.at) == 0

    found = fields.template_fields(cast.community.id)
    assert [one.code for one in found][:4] == ["nickname", "city", "industry", "company"]
    assert {one.group for one in found} == {
        "objective", "need_business", "need_knowledge", "need_life", "attention", "preference", "exchange",
        "expectation",
    }  # fmt: skip
    assert "phone" not in {one.code for one in found}


def test_answers_are_kept_as_codes_and_numbers_and_the_log_hears_the_codes_of_fields_only(template):
    outcome = say(template, {"city": "浙江省杭州市", "industry": "教育培训", "years": "6"})

    assert outcome.changed == ("city", "industry", "years")
    assert answers.values_of(template.su.id) == {"city": "浙江/杭州", "industry": "education", "years": "6"}
    [event] = answered(template)
    assert event.fact == ProfileAnswered(fields=("city", "industry", "years"), source="member")
    assert event.member == template.su.id


def test_saying_the_same_again_changes_nothing_but_makes_it_fresh(template):
    say(template, {"city": "杭州"})

    outcome = say(template, {"city": "浙江 杭州"}, at=template.at + LATER)

    assert outcome.changed == ()
    row = Answer.objects.get()
    assert (row.answered_at, row.confirmed_at) == (template.at, template.at + LATER)
    assert FormerAnswer.objects.count() == 0
    assert len(answered(template)) == 1


def test_a_new_answer_sends_the_old_one_to_the_history_and_an_empty_one_takes_it_away(template):
    say(template, {"company": "青禾书店"})
    say(template, {"company": "山月书店"}, source="staff:1", at=template.at + LATER)
    say(template, {"company": ""}, at=template.at + 2 * LATER)

    assert answers.values_of(template.su.id) == {}
    former = FormerAnswer.objects.order_by("id").values_list("value", "source", "replaced_by")
    assert list(former) == [("青禾书店", "member", "staff:1"), ("山月书店", "staff:1", "member")]


def test_wrong_answers_write_nothing_and_name_every_wrong_field(template):
    with pytest.raises(answering.BadAnswers) as refused:
        say(template, {"years": "六年", "city": "杭州", "industry": "炼金", "shoe_size": "42"})

    assert refused.value.problems == {
        "shoe_size": "There is no field called “shoe_size”.",
        "industry": "“Industry” must be one of the choices offered.",
        "years": "“Years of experience” must be a number, like 12 or 3.5.",
    }
    assert Answer.objects.count() == 0
    assert answered(template) == []


def test_a_doubtful_answer_is_kept_and_asked_about(template):
    outcome = say(template, {"can_share": "啊啊啊啊啊啊"})

    assert outcome.doubts == {"can_share": "This repeats one character: is that what you meant?"}
    assert Answer.objects.get().doubt == "same"


def test_what_staff_write_is_audited_without_the_answer(template):
    say(template, {"company": "青禾书店"}, source=template.by_lin.code)

    entry = AuditEntry.objects.get(action="profile.answered")
    assert entry.after == {"fields": ["company"]}


def test_a_foreign_member_is_nobody(template):
    with template.scope_elsewhere(), pytest.raises(NoSuchMember):
        say(template, {})


def test_the_kept_record_answers_win_a_merge_and_the_others_come_back(template):
    say(template, {"city": "杭州", "company": "青禾书店"})
    say(template, {"city": "上海", "years": "3"}, member=template.momo)

    merge = merging.merge_members(
        kept=template.su, merged=template.momo, by=template.by_lin, at=template.at + LATER
    )
    assert answers.values_of(template.su.id) == {"city": "浙江/杭州", "company": "青禾书店", "years": "3"}

    merging.undo_merge(merge=merge, by=template.by_lin, at=template.at + LATER)
    assert answers.values_of(template.su.id) == {"city": "浙江/杭州", "company": "青禾书店"}
    assert answers.values_of(template.momo.id) == {"city": "上海", "years": "3"}


def test_erasing_a_member_leaves_no_answer_and_refuses_new_ones(template):
    say(template, {"company": "青禾书店"})
    say(template, {"company": "山月书店"})
    erasing.erase_member(member=template.su, by=template.by_lin, at=template.at + LATER)

    assert Answer.objects.count() == FormerAnswer.objects.count() == 0
    with pytest.raises(answering.NobodyToAnswer):
        say(template, {"company": "无名书店"})


def test_a_member_is_handed_every_answer(template):
    say(template, {"company": "青禾书店"})

    document = exporting.export_member(member=template.su, by=template.by_lin, at=template.at)

    assert [row["value"] for row in document["records"]["profile"]] == ["青禾书店"]


def test_staff_without_the_permission_see_that_there_is_an_answer_and_no_more(template):
    say(template, {"phone": "+86 138-0013-8000", "city": "杭州"})
    every = fields.all_fields()

    hidden = answers.profile_lines(template.su.id, every, now=template.at, sees_personal=False)
    shown = answers.profile_lines(template.su.id, every, now=template.at, sees_personal=True)

    texts = {one.field.code: one.text for one in hidden if one.text}
    assert texts == {"phone": "138******00", "city": "浙江 杭州"}
    assert {one.text for one in shown if one.text} == {"13800138000", "浙江 杭州"}


def test_an_answer_grows_stale_by_its_field(template):
    say(template, {"city": "杭州"})
    [city] = [one for one in fields.all_fields() if one.code == "city"]

    soon = answers.profile_lines(
        template.su.id, [city], now=template.at + timedelta(days=365), sees_personal=True
    )
    late = answers.profile_lines(
        template.su.id, [city], now=template.at + timedelta(days=366), sees_personal=True
    )

    assert [one.is_stale for one in soon + late] == [False, True]


def test_use_of_a_field_is_one_row_a_day_and_thing(template):
    for _time in range(3):
        using.note_use(field="city", purpose="segment", about="segment:3", by=template.by_lin, at=template.at)
    using.note_use(field=("city", "gone"), purpose="export", by=template.by_lin, at=template.at)

    rows = FieldUse.objects.order_by("purpose").values_list("field__code", "purpose", "about", "times")
    assert list(rows) == [("city", "export", "", 1), ("city", "segment", "segment:3", 3)]


def test_a_field_of_one_community_is_not_asked_in_another(template):
    described = defining.Described(code="shelf", name="书架", kind="text")
    defining.define_field(
        described=described, community_id=template.community.id, by=template.by_lin, at=template.at
    )

    assert "shelf" in {one.code for one in fields.fields_for(template.community.id)}
    assert "shelf" not in {one.code for one in fields.fields_for(None)}


def test_a_choice_that_was_given_cannot_be_taken_away(template):
    say(template, {"side": "supply"})
    field = Field.objects.get(code="side")
    described = defining.Described(code="side", name="方向", kind="choice", choices="找\n都有")

    with pytest.raises(defining.BadField, match="somebody has answered “supply”"):
        defining.change_field(field_id=field.id, described=described, by=template.by_lin, at=template.at)

    assert len(Field.objects.get(code="side").choices) == 3
