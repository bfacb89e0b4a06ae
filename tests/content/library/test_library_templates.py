"""Message templates: versions that stay, the approved one that is sent, ready-made ones taken into use."""

import pytest

from linli.content.library.actions import templates as actions
from linli.content.library.actions.templates import CannotKeepTemplate
from linli.content.library.models import Template, TemplateVersion
from linli.content.library.queries import presets, sampling
from linli.content.library.queries import templates as queries
from linli.content.library.queries.templates import TemplateSearch, TemplateText
from linli.content.library.rules import style
from linli.content.library.shapes import TemplatePreset, Words
from linli.facts.inbound import Part
from linli.facts.library import TemplateChanged
from linli.kernel import texts
from linli.kernel.orgs.models import AuditEntry
from tests.cast import events_after

HELLO = Words(texts={"zh-hans": "你好,{person.name|朋友}!本周主题:{theme}", "en": "Hello!"})


def write(cast, code="hi-plain", words=HELLO, **more):
    given = {"name": "打招呼", "scene": "welcome", **more}
    return actions.write_template(code=code, words=words, by=cast.by_lin, at=cast.at, **given)


def change(cast, template, words, **more):
    given = {"name": template.name, "scene": template.scene, **more}
    return actions.change_template(template=template, words=words, by=cast.by_lin, at=cast.at, **given)


def approve(cast, template):
    actions.approve_template(template=template, by=cast.by_lin, at=cast.at)


def test_a_draft_is_not_sent_until_it_is_approved(cast):
    template = write(cast)

    assert queries.templates_by_code(["hi-plain"]) == {}
    approve(cast, template)
    assert queries.templates_by_code(["hi-plain", "unknown"]) == {
        "hi-plain": TemplateText(
            code="hi-plain",
            version=1,
            texts=HELLO.texts,
            variables=("person.name", "theme"),
        )
    }


def test_new_words_are_a_new_version_and_the_approved_one_is_sent_until_then(cast):
    template = write(cast)
    approve(cast, template)
    link = Part("link", "报名", "https://example.org/a")

    change(cast, template, Words(texts={"en": "Hi {person.name|you}"}, parts=(link,), note="shorter"))

    assert queries.templates_by_code(["hi-plain"])["hi-plain"].version == 1
    assert queries.get_template("hi-plain").state == "draft"
    approve(cast, template)
    sent = queries.templates_by_code(["hi-plain"])["hi-plain"]
    assert (sent.version, sent.texts, sent.parts) == (2, {"en": "Hi {person.name|you}"}, (link,))
    assert queries.template_at("hi-plain", 1).texts == HELLO.texts
    assert [(one.number, one.note) for one in queries.versions_of(template.id)] == [(2, "shorter"), (1, "")]


def test_the_same_words_again_are_no_version(cast):
    template = write(cast)

    change(cast, template, HELLO)

    assert TemplateVersion.objects.count() == 1
    change(cast, template, HELLO, name="问候")
    assert TemplateVersion.objects.count() == 1
    assert queries.get_template("hi-plain").name == "问候"


def test_what_is_retired_is_still_sent_by_what_began_with_it_and_offered_no_more(cast):
    template = write(cast)
    approve(cast, template)

    actions.retire_template(template=template, by=cast.by_lin, at=cast.at)

    assert queries.templates_by_code(["hi-plain"])["hi-plain"].state == "retired"
    assert queries.known_codes() == []
    assert list(queries.template_lines(TemplateSearch())) == []
    assert len(queries.template_lines(TemplateSearch(state="retired"))) == 1
    approve(cast, template)
    assert queries.known_codes() == ["hi-plain"]


def test_a_code_is_taken_once(cast):
    write(cast)

    with pytest.raises(CannotKeepTemplate, match="already"):
        write(cast, words=Words(texts={"en": "other"}))

    assert TemplateVersion.objects.get().texts == HELLO.texts


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": "Hi Plain"}, "small letters"),
        ({"code": "x" * 61}, "small letters"),
        ({"name": " "}, "1 to 80"),
        ({"scene": "party"}, "choose the scene"),
        ({"words": Words(texts={})}, "Chinese, in English"),
        ({"words": Words(texts={"de": "Hallo"})}, "Chinese, in English"),
        ({"words": Words(texts={"en": "x" * 4001})}, "4000"),
        ({"words": Words(texts={"en": "a { b"})}, "stands alone"),
        ({"words": Words(texts={"en": "{person.nam}"})}, 'Did you mean "person.name"'),
        ({"words": Words(texts={"en": "{person.__class__}"})}, "cannot be filled in"),
        ({"words": Words(texts={"en": "{}"})}, "cannot be filled in"),
        ({"words": Words(texts={"en": "a"}, parts=(Part("link", "x", "javascript:alert(1)"),))}, "https://"),
        ({"words": Words(texts={"en": "a"}, parts=(Part("mention", "x", "https://a.example"),))}, "https://"),
        (
            {"words": Words(texts={"en": "a"}, parts=(Part("link", "", "https://a.example"),) * 10)},
            "at most 9",
        ),
        ({"words": Words(texts={"en": "a"}, note="n" * 201)}, "200"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_written(cast, given, sentence):
    with pytest.raises(CannotKeepTemplate, match=sentence):
        write(cast, **given)

    assert Template.objects.count() == 0


def test_ready_made_templates_are_taken_into_use_once_and_never_overwrite(cast):
    mine = write(cast, code="welcome-newcomer")
    wanted = presets.starter_set("en")

    fresh = actions.adopt(wanted, by=cast.by_lin, at=cast.at)

    assert "welcome-newcomer" not in fresh
    assert len(fresh) == len(wanted) - 1
    assert actions.adopt(wanted, by=cast.by_lin, at=cast.at) == []
    assert queries.get_template("welcome-newcomer").state == "draft"
    assert queries.versions_of(mine.id)[0].texts == HELLO.texts
    found = queries.templates_by_code([one.code for one in wanted])
    assert len(found) == len(wanted) - 1
    assert AuditEntry.objects.filter(action="template.adopted").count() == 1


def test_a_preset_that_cannot_be_stops_all_of_them(cast):
    bad = TemplatePreset(code="bad", name="x", scene="welcome", texts={"en": "{oops.x}"})
    good = TemplatePreset(code="good", name="x", scene="welcome", texts={"en": "hi"})

    with pytest.raises(CannotKeepTemplate):
        actions.adopt([good, bad], by=cast.by_lin, at=cast.at)

    assert Template.objects.count() == 0


def test_the_log_holds_numbers_and_never_words(cast):
    template = write(cast)
    approve(cast, template)

    facts = [one.fact for one in events_after() if isinstance(one.fact, TemplateChanged)]

    assert facts == [
        TemplateChanged(template.id, 1, "draft"),
        TemplateChanged(template.id, 1, "approved"),
    ]
    assert "打招呼" not in str(list(AuditEntry.objects.values_list("after", flat=True)))


def test_every_ready_made_template_fills_in_and_reads_well():
    for one in presets.starter_set("en"):
        names = {name for text in one.texts.values() for name in texts.variables(text)}
        for language, text in one.texts.items():
            filled = texts.fill(text, dict.fromkeys(names, "x"))
            found = [hint.code for hint in style.hints(text, presets.vocabulary())]
            assert "{" not in filled
            assert found == [], (one.code, language, found)
        assert set(one.texts) == {"zh-hans", "en"}


def test_codes_are_read_in_one_query(cast, django_assert_num_queries):
    actions.adopt(presets.starter_set("en"), by=cast.by_lin, at=cast.at)

    with django_assert_num_queries(1):
        queries.templates_by_code([one.code for one in presets.starter_set("en")])


def test_nobody_sees_the_templates_of_another_organisation(cast):
    approve(cast, write(cast))

    with cast.scope_elsewhere():
        assert queries.templates_by_code(["hi-plain"]) == {}
        write(cast)
        assert Template.objects.count() == 1


def test_samples_are_members_whose_names_break_texts(cast, django_assert_num_queries):
    cast.momo.name, cast.momo.language = "墨墨🌸很长的名字在这里", "en"
    cast.momo.save()

    with django_assert_num_queries(1):
        found = sampling.sample_members(cast.community.id)

    assert [(one.why, one.name) for one in found] == [
        ("emoji", "墨墨🌸很长的名字在这里"),
        ("longest", "苏苏"),
        ("nameless", ""),
    ]


def test_a_search_finds_words_names_and_codes(cast):
    write(cast)
    write(cast, code="sorry", scene="apology", name="道歉", words=Words(texts={"en": "So sorry"}))

    def found(**search):
        return [one.code for one in queries.as_lines(queries.template_lines(TemplateSearch(**search)))]

    assert found() == ["sorry", "hi-plain"]
    assert found(scene="apology") == ["sorry"]
    assert found(text="SORRY") == ["sorry"]
    assert found(text="打招呼") == ["hi-plain"]
    assert found(text="本周主题") == ["hi-plain"]
    assert found(state="approved") == []
