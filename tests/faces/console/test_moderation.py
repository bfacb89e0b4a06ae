import pytest

from linli.run.moderation.models import Case, ListedWord, RuleSet
from tests.faces.console import operating

pytestmark = pytest.mark.django_db


def test_a_case_shows_its_evidence_with_the_word_marked(cast, lin):
    operating.find_case(cast)

    shown = lin.get("/console/moderation/").text

    assert "今天读到<mark>第三章</mark>了" in shown
    assert ("Only observed" in shown, "苏苏" in shown) == (True, True)


def test_a_false_alarm_leaves_the_open_cases_and_is_suggested(cast, lin):
    operating.find_case(cast)
    case = Case.objects.get()

    lin.post(f"/console/moderation/cases/{case.id}/", {"act": "dismiss"})

    case.refresh_from_db()
    assert case.dismissed_by == cast.by_lin.code
    assert "<mark>" not in lin.get("/console/moderation/").text
    assert "<mark>" in lin.get("/console/moderation/?show=all").text
    assert "Consider allowing" in lin.get("/console/moderation/rules/").text


def test_a_rule_set_is_opened_given_words_enforced_and_switched_off(cast, lin):
    lin.post("/console/moderation/rules/", {"name": "链接", "community": ""})
    rules = RuleSet.objects.get()
    words = rules.lists.get(sense="block", kind="words")
    lin.post(f"/console/moderation/lists/{words.id}/", {"text": "加微信, 兼职\n加微信，x"})
    listed = list(ListedWord.objects.order_by("text").values_list("text", flat=True))
    modes = [rules.mode]
    for mode in ("enforce", "off"):
        lin.post(f"/console/moderation/rules/{rules.id}/mode/", {"mode": mode})
        modes.append(RuleSet.objects.get().mode)

    lin.post(
        f"/console/moderation/lists/{words.id}/",
        {"act": "remove", "ids": ListedWord.objects.values_list("id", flat=True)},
    )

    assert (listed, modes) == (["兼职", "加微信"], ["observe", "enforce", "off"])
    assert ListedWord.objects.count() == 0


def test_what_enforcing_does_is_changed(cast, lin):
    rules, _words = operating.find_case(cast)

    lin.post(
        f"/console/moderation/rules/{rules.id}/",
        {
            "is_warning": "on",
            "mute_minutes": 5,
            "guard_actions": 3,
            "guard_minutes": 1,
            "warning": "请看群规",
        },
    )

    rules.refresh_from_db()
    assert (rules.measures, rules.warning, rules.guard_actions) == (["warn", "mute"], "请看群规", 3)


def test_a_limited_seat_changes_no_rule_set_of_everybody(cast, cheng):
    rules, words = operating.find_case(cast)

    answers = [
        cheng.post(f"/console/moderation/rules/{rules.id}/mode/", {"mode": "enforce"}),
        cheng.post(f"/console/moderation/lists/{words.id}/", {"text": "词语"}),
        cheng.post("/console/moderation/rules/", {"name": "全部", "community": ""}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (RuleSet.objects.get().mode, ListedWord.objects.count()) == ("observe", 1)
