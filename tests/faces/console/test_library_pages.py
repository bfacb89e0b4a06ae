"""The pages of the content library: writing, trying out, reviewing, contributions, balance; who may what."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from linli.content.library.actions import items, sharing
from linli.content.library.actions import templates as writing
from linli.content.library.models import File, Item, Outlet, Policy, Strategy, Submission, Template
from linli.content.library.queries import presets
from linli.content.library.rules import items as item_rules
from linli.content.library.rules import quality, templates
from linli.content.library.rules import sharing as share_rules
from linli.content.library.shapes import Draft, Gift, Head
from linli.content.topics.models import Topic
from linli.faces.console import library_words as words
from linli.kernel.orgs import actor
from linli.kernel.orgs.models import Seat
from linli.kernel.orgs.rules import Role
from tests.faces.console.conftest import client_of
from tests.people.belonging.living import Living

STORY = "我用了三个月,终于读完了第一本英文书。"
ITEM = {"format": "text", "category": "values", "source": "official", "licence": "own", "act": "save"}


def text(client, address):
    return client.get(address).content.decode()


def picture():
    drawn = BytesIO()
    Image.new("RGB", (20, 10), "green").save(drawn, "PNG")
    return SimpleUploadedFile("书架.png", drawn.getvalue(), "image/png")


def write(cast, title="第三章导读", **head):
    given = {"format": "text", "category": "values", **head}
    return items.write_item(
        head=Head(title=title, **given), draft=Draft(body="先看三个问题"), by=cast.by_lin, at=timezone.now()
    )


def approve(cast, item):
    items.approve(items.lock(item.id), by=cast.by_lin, at=timezone.now())
    return item


def give(cast, **more):
    Living(cast, timezone.now()).hear()
    given = {"kind": "story", "text": STORY, "may_publish": True, **more}
    gift = Gift(key="form:1", member_id=cast.su.id, community_id=cast.community.id, **given)
    return sharing.give(gift=gift, by=actor.member(cast.su.id), at=timezone.now() - timedelta(days=2))


@pytest.fixture
def editor(cast):
    """Cheng as an editor of the one community."""
    Seat.objects.filter(id=cast.cheng_seat.id).update(role=Role.EDITOR)
    return client_of(cast.cheng)


def test_every_code_has_its_words():
    lists = (
        (templates.Scene, words.scene_names()),
        (item_rules.ItemState, words.state_names()),
        (item_rules.Format, words.format_names()),
        (item_rules.Format, words.FORMAT_ICONS),
        (item_rules.ItemState, words.STATE_HUES),
        (item_rules.Source, words.source_names()),
        (item_rules.Licence, words.licence_names()),
        (item_rules.Aim, words.aim_names()),
        (item_rules.SUBJECTS, words.subject_names()),
        (item_rules.MATERIALS, words.material_names()),
        ((*quality.CRITERIA, *quality.STANDARDS), words.criterion_names()),
        (share_rules.Kind, words.share_names()),
    )

    assert [set(codes) ^ set(named) for codes, named in lists] == [set()] * len(lists)


def test_every_empty_page_says_what_to_do_next(cast, lin):
    assert "Nothing in the library yet" in text(lin, "/console/library/")
    assert "No templates yet" in text(lin, "/console/library/templates/")
    assert "/m/me/shares/new/" in text(lin, "/console/library/members/")
    assert "Nothing fits" in text(lin, "/console/library/?category=values")
    assert "No template fits" in text(lin, "/console/library/templates/?q=x")


def test_an_item_is_written_with_a_file_and_looked_at_again(cast, lin):
    given = {
        **ITEM,
        "title": "书架",
        "format": "image",
        "alt": "一排书",
        "tags": "书、阅读",
        "uploads": picture(),
    }

    answer = lin.post("/console/library/new/", given)

    item = Item.objects.get()
    assert answer.headers["Location"] == f"/console/library/{item.id}/"
    assert item.tags == ["书", "阅读"]
    page = text(lin, f"/console/library/{item.id}/")
    assert f"/m/library/{File.objects.get().token}/" in page
    served = lin.get(f"/m/library/{File.objects.get().token}/")
    assert (served.status_code, served.headers["Content-Type"]) == (200, "image/webp")
    assert "sandbox" in served.headers["Content-Security-Policy"]


def test_a_preview_shows_the_words_and_writes_nothing(cast, lin):
    given = {
        **ITEM,
        "title": "投票",
        "format": "poll",
        "body": "选哪本?",
        "options": "甲\n乙",
        "act": "preview",
    }

    page = lin.post("/console/library/new/", given).content.decode()

    assert "1. 甲" in page
    assert Item.objects.count() == 0


def test_a_refusal_keeps_what_was_typed(cast, lin):
    answer = lin.post("/console/library/new/", {**ITEM, "title": "投票", "format": "poll", "body": "选哪本?"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "a poll has 2 to 12 answers" in page
    assert "选哪本?" in page


def test_an_item_goes_to_a_review_and_is_judged_by_a_colleague(cast, lin, editor):
    item = write(cast, community_id=cast.community.id)

    lin.post(f"/console/library/{item.id}/act/", {"act": "review"})
    scores = {"accuracy": "4", "depth": "4", "appeal": "4", "story": "4", "has_no_defects": "on"}
    mine = lin.post(f"/console/library/{item.id}/review/", scores)
    assert mine.status_code == 422
    assert "who wrote it does not judge it" in mine.content.decode()
    editor.post(f"/console/library/{item.id}/review/", {**scores, "note": "好"})

    item.refresh_from_db()
    assert item.state == "approved"
    assert "4.00" in text(lin, f"/console/library/{item.id}/")
    assert "does not wait for a review" in text(lin, f"/console/library/{item.id}/review/")


def test_what_should_change_is_written_down_and_closed(cast, lin):
    item = write(cast)
    address = f"/console/library/{item.id}/wish/"

    lin.post(address, {"ground": "numbers", "text": "太长"})
    wish = item.adjustments.get()
    lin.post(address, {"done": wish.id, "text": "删去一半"})

    page = text(lin, f"/console/library/{item.id}/")
    assert "太长" in page
    assert "删去一半" in page


def test_the_list_is_narrowed_and_takes_few_queries(cast, lin, django_assert_max_num_queries):
    write(cast, tags=("阅读",))
    write(cast, title="优惠", category="product")
    with django_assert_max_num_queries(18):
        everything = text(lin, "/console/library/")
    found = text(lin, "/console/library/?category=product")

    assert "第三章导读" in everything
    assert "no goal" in everything
    assert "第三章导读" not in found
    assert "优惠" in found
    assert "第三章导读" in text(lin, "/console/library/?q=阅读")


def test_ticked_items_become_a_selection(cast, lin):
    first, second = approve(cast, write(cast)), approve(cast, write(cast, title="二"))

    lin.post("/console/library/digest/", {"ids": [second.id, first.id], "title": "本周精选"})
    lin.post("/console/library/digest/", {"title": "空"})

    made = Item.objects.get(format="digest")
    assert (made.title, made.state) == ("本周精选", "draft")
    assert "2 pieces that are still there" in text(lin, f"/console/library/{made.id}/")


def test_a_limited_seat_writes_for_its_communities_only(cast, editor):
    item = write(cast)

    refused = editor.post("/console/library/new/", {**ITEM, "title": "全部"})
    assert refused.status_code == 422
    assert editor.post(f"/console/library/{item.id}/act/", {"act": "retired"}).status_code == 403
    editor.post(f"/console/library/{item.id}/", {**ITEM, "title": "改", "community": cast.community.id})
    editor.post("/console/library/new/", {**ITEM, "title": "我的", "community": cast.community.id})

    assert sorted(Item.objects.values_list("title", flat=True)) == ["我的", "第三章导读"]
    assert editor.get("/console/library/rules/").status_code == 403


def test_nobody_from_elsewhere_sees_anything(cast, lin):
    item = write(cast)
    share = give(cast)
    zhou = client_of(cast.zhou)

    assert zhou.get(f"/console/library/{item.id}/").status_code == 404
    assert zhou.get(f"/console/library/members/{share.id}/").status_code == 404
    assert "第三章导读" not in text(zhou, "/console/library/")


def test_a_template_is_written_tried_on_members_and_approved(cast, lin):
    given = {"name": "问候", "code": "hello", "scene": "welcome", "zh": "你好,{person.name|朋友}", "en": ""}

    preview = lin.post("/console/library/templates/new/", {**given, "act": "preview"}).content.decode()
    assert "你好,苏苏" in preview
    assert "你好,朋友" in preview
    assert Template.objects.count() == 0
    lin.post("/console/library/templates/new/", {**given, "act": "save"})
    lin.post("/console/library/templates/hello/act/", {"act": "approve"})
    lin.post("/console/library/templates/hello/", {**given, "zh": "您好", "note": "更正式", "act": "save"})

    template = Template.objects.get()
    assert (template.number, template.approved_number, template.state) == (2, 1, "draft")
    page = text(lin, "/console/library/templates/hello/")
    assert "更正式" in page
    assert "Approve version 2" in page
    assert "version 1 is sent" in text(lin, "/console/library/templates/")


def test_a_template_that_cannot_be_keeps_what_was_typed(cast, lin):
    given = {"name": "问候", "code": "hello", "scene": "welcome", "zh": "你好,{person.nam}", "act": "save"}

    answer = lin.post("/console/library/templates/new/", given)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Did you mean &quot;person.name&quot;" in page
    assert "你好,{person.nam}" in page


def test_hints_are_friendly(cast, lin):
    given = {
        "name": "x",
        "code": "x",
        "scene": "welcome",
        "zh": "用闭环赋能{person.name},全网最低",
        "act": "preview",
    }

    page = lin.post("/console/library/templates/new/", given).content.decode()

    assert "Sounds like an advertisement: 全网最低" in page
    assert "Few people talk like this: 赋能, 闭环" in page
    assert "{person.name|friend}" in page


def test_the_ready_made_set_is_added_once(cast, lin):
    for _again in range(2):
        lin.post("/console/library/templates/adopt/")

    assert Template.objects.count() == len(presets.starter_set("en"))
    assert "Welcome a newcomer" in text(lin, "/console/library/templates/")


def test_words_of_templates_are_never_markup(cast, lin):
    given = {
        "name": "<b>x</b>",
        "code": "x",
        "scene": "welcome",
        "zh": "<script>alert(1)</script>",
        "act": "save",
    }

    lin.post("/console/library/templates/new/", given)

    page = text(lin, "/console/library/templates/x/")
    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page


def test_a_contribution_is_thanked_for_published_and_listed(cast, lin):
    share = give(cast)
    address = f"/console/library/members/{share.id}/"
    assert "苏苏" in text(lin, "/console/library/members/")

    lin.post(f"{address}act/", {"act": "thank"})
    answer = lin.post(f"{address}act/", {"act": "take", "title": "读完第一本", "category": "values"})

    item = Item.objects.get()
    assert answer.headers["Location"] == f"/console/library/{item.id}/"
    share.refresh_from_db()
    assert (share.verdict, share.answered_at is not None) == ("taken", True)
    assert "an item of the library" in text(lin, address)


def test_a_contribution_is_asked_for_and_declined(cast, lin):
    share = give(cast, may_publish=None)
    address = f"/console/library/members/{share.id}/"

    assert "Ask for permission" in text(lin, address)
    lin.post(f"{address}act/", {"act": "ask"})
    assert "They were asked" in text(lin, address)
    refused = lin.post(f"{address}act/", {"act": "take", "title": "x", "category": "values"})
    assert refused.status_code == 422
    lin.post(f"{address}act/", {"act": "decline", "reason": "重复"})

    share.refresh_from_db()
    assert (share.permission, share.verdict, share.reason) == ("asked", "declined", "重复")


def test_a_message_nobody_answered_is_kept(cast, lin):
    from linli.people.ties import reactions as ties
    from tests.cast import events_after

    living = Living(cast, timezone.now())
    living.say("message", "wen", timezone.now() - timedelta(days=2), text=STORY * 3)
    living.hear()
    ties.keep_ties([one for one in events_after() if one.kind == "message.posted"])
    page = text(lin, "/console/library/members/")
    key = page.split('name="key" value="')[1].split('"')[0]

    answer = lin.post("/console/library/members/keep/", {"key": key, "kind": "experience"})

    share = Submission.objects.get()
    assert answer.headers["Location"] == f"/console/library/members/{share.id}/"
    assert (share.text, share.permission) == (STORY * 3, "unasked")
    assert lin.post("/console/library/members/keep/", {"key": "1:1"}).status_code == 404


def test_balance_strategy_and_rules_are_settled(cast, lin):
    assert "not settled" in text(lin, "/console/library/balance/")
    shares = {"share_product": 20, "share_values": 40, "share_interactive": 40}
    strategy = {"mode": "week", "least": 1, "most": 3, "hours": "08:30, 20:00", "style": "亲切", **shares}
    address = f"/console/library/strategy/{cast.community.id}/"

    assert lin.post(address, {**strategy, "hours": "soon"}).status_code == 422
    assert lin.post(address, {**strategy, "share_values": 50}).status_code == 422
    lin.post(address, strategy)
    assert Strategy.objects.get().targets == {"product": 20, "values": 40, "interactive": 40}
    assert "1–3 a week" in text(lin, "/console/library/balance/")

    rules = {
        "categories": "course, 课程, 60\nchat, 闲聊, 40",
        "least_mean": "4",
        "cooling_days": 14,
        "share_points": 5,
        "answer_hours": 12,
        "jargon": "心法、内卷",
    }
    assert lin.post("/console/library/rules/", {**rules, "categories": "oops"}).status_code == 422
    lin.post("/console/library/rules/", rules)
    policy = Policy.objects.get()
    assert ([one["code"] for one in policy.categories], policy.jargon) == (
        ["course", "chat"],
        ["心法", "内卷"],
    )
    assert "课程" in text(lin, "/console/library/new/")


@pytest.mark.parametrize(
    "address",
    ["", "templates/", "members/", "balance/", "new/", "templates/new/", "rules/"],
)
def test_pages_stay_within_their_queries(cast, lin, address, django_assert_max_num_queries):
    writing.adopt(presets.starter_set("en"), by=cast.by_lin, at=timezone.now())
    approve(cast, write(cast))
    give(cast)

    with django_assert_max_num_queries(22):
        assert lin.get(f"/console/library/{address}").status_code == 200


def test_an_item_becomes_a_topic_and_goes_outside_with_a_link_that_is_counted(cast, lin, client):
    item = approve(cast, write(cast))

    lin.post(f"/console/library/{item.id}/topic/")
    for _again in range(2):
        lin.post(f"/console/library/{item.id}/outlet/", {"platform": "小红书"})

    topic = Topic.objects.get()
    assert (topic.title, topic.item_id, topic.state) == ("第三章导读", item.id, "draft")
    outlet = Outlet.objects.get()
    assert "先看三个问题" in client.get(f"/m/o/{outlet.code}/").content.decode()
    lin.get(f"/m/o/{outlet.code}/")
    page = text(lin, f"/console/library/{item.id}/")
    assert "1 topic was made of it" in page
    assert "opened 1 time" in page
    items.move_item(item=item, state="retired", by=cast.by_lin, at=timezone.now())
    assert client.get(f"/m/o/{outlet.code}/").status_code == 404


def test_only_what_is_approved_goes_outside(cast, lin):
    item = write(cast)

    lin.post(f"/console/library/{item.id}/outlet/", {"platform": "小红书"})

    assert Outlet.objects.count() == 0
