"""The ready-made playbooks: each can be published as it is, in both languages."""

import pytest

from linli.run.playbooks.actions import publishing
from linli.run.playbooks.document import checking
from linli.run.playbooks.document.step_shapes import HumanTask
from linli.run.playbooks.document.vocabulary import TABLES
from linli.run.playbooks.models import Playbook
from linli.run.playbooks.queries import presets, world
from linli.run.playbooks.queries.presets import NoSuchPreset

CODES = [one.code for one in presets.presets("en")]
LANGUAGES = ("zh-hans", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_it_can_be_published_without_errors_or_warnings(stage, code, language):
    found = world.check(presets.get_preset(code, language).source)

    assert (found.errors, found.warnings) == ((), ())
    assert all(step.purpose for step in found.playbook.steps)
    assert stage.publish(presets.get_preset(code, language).source).number == 1


def test_both_languages_have_the_same_steps_and_no_words_of_the_other():
    for code in CODES:
        chinese, english = (checking.read(presets.get_preset(code, one).source) for one in LANGUAGES)

        assert [step.id for step in chinese.steps] == [step.id for step in english.steps]
        assert chinese.triggers == english.triggers
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in presets.get_preset(code, "en").source)


def test_there_are_twelve_and_more_and_every_sop_table_has_its_tasks():
    listed = presets.presets("en")

    assert len(listed) >= 17
    assert all(one.title and one.purpose and one.whom and one.needs and one.takes for one in listed)
    tables = [one for one in listed if one.code.startswith("sop-")]
    assert {one.table for one in tables} == set(TABLES)
    for one in tables:
        for step in checking.read(one.source).steps:
            assert isinstance(step, HumanTask)
            assert all((step.purpose, step.how, step.output, step.check, step.phase))


def test_the_flash_group_has_acts_and_answers_to_objections():
    flash = checking.read(presets.get_preset("flash-group", "zh-hans").source)

    acts = {step.phase.split(" ")[0] for step in flash.steps if step.phase.startswith("第")}
    assert acts == {"第一幕", "第二幕", "第三幕", "第四幕", "第五幕", "第六幕", "第七幕"}
    assert flash.step("script").body.count("问：") == 5


def test_a_ready_made_playbook_is_taken_over_as_a_draft_once(cast):
    first = publishing.adopt_preset(code="ama", language="zh-hans", by=cast.by_lin, at=cast.at)
    again = publishing.adopt_preset(code="ama", language="en", by=cast.by_lin, at=cast.at)

    assert (first.state, first.title, again.id) == ("draft", "有问必答（AMA）", first.id)
    with pytest.raises(NoSuchPreset):
        publishing.adopt_preset(code="nothing", language="en", by=cast.by_lin, at=cast.at)
    assert Playbook.objects.count() == 1
