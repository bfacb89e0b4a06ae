"""Items of content: versions, reviews by somebody else, uses that count once, the mix, refusals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from linli.content.library.actions import checking, items, policies, publishing, reviewing, using
from linli.content.library.actions.checking import CannotKeepItem
from linli.content.library.actions.items import CannotMoveItem
from linli.content.library.actions.policies import CannotSettle
from linli.content.library.actions.publishing import CannotDigest
from linli.content.library.actions.reviewing import CannotReview
from linli.content.library.models import Item, ItemVersion, Use
from linli.content.library.queries import items as queries
from linli.content.library.queries import policies as settled
from linli.content.library.queries import reports
from linli.content.library.queries.items import ItemSearch, NoSuchItem
from linli.content.library.queries.policies import ContentPolicy
from linli.content.library.rules import quality
from linli.content.library.rules.mix import Category
from linli.content.library.shapes import Compared, Draft, Head, UseNote
from linli.facts.inbound import Part
from linli.facts.library import ItemApproved, ItemUsed
from linli.kernel.orgs import actor
from linli.kernel.orgs.models import Seat
from linli.kernel.orgs.rules import Role
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.tasks.models import Task
from tests.cast import events_after

DAY = timedelta(days=1)
GOOD = {"accuracy": 4, "readability": 4, "practicality": 4, "appeal": 3}


def by_cheng(cast):
    """Cheng, as an editor for this: alone, Lin would judge what she wrote."""
    Seat.objects.filter(id=cast.cheng_seat.id).update(role=Role.EDITOR)
    return actor.staff(cast.cheng.id)


def write(cast, title="第三章导读", body="先看三个问题", **head):
    given = {"format": "text", "category": "values", **head}
    return items.write_item(
        head=Head(title=title, **given), draft=Draft(body=body), by=cast.by_lin, at=cast.at
    )


def approved(cast, **head):
    item = write(cast, **head)
    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)
    reviewing.review_item(item=item, scores=GOOD, has_no_defects=True, by=by_cheng(cast), at=cast.at)
    return Item.objects.get(id=item.id)


def use(cast, item, key, at=None, community=None):
    note = UseNote(
        item=item.id,
        key=key,
        origin="slot:1",
        community=community or cast.community.id,
        group=cast.group.id,
        used_at=at,
    )
    return using.note_use(uses=[note], by=cast.by_lin, at=cast.at)


def test_an_item_is_used_once_somebody_else_found_it_good(cast):
    item = write(cast)
    assert queries.item_texts([item.id], today=date(2026, 11, 1))[item.id].is_approved is False

    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)
    task = Task.objects.get()
    assert (task.about, task.state, task.role) == ("review", "open", "editor")
    by_cheng(cast)
    with pytest.raises(CannotReview, match="who wrote it"):
        reviewing.review_item(item=item, scores=GOOD, has_no_defects=True, by=cast.by_lin, at=cast.at)
    judged = reviewing.review_item(item=item, scores=GOOD, has_no_defects=True, by=by_cheng(cast), at=cast.at)

    assert (judged.mean, judged.is_passed) == (Decimal("3.75"), True)
    assert Task.objects.get().state == "done"
    text = queries.item_texts([item.id], today=date(2026, 11, 1))[item.id]
    assert (text.is_approved, text.text, text.version) == (True, "先看三个问题", 1)
    facts = [one.fact for one in events_after() if isinstance(one.fact, ItemApproved)]
    assert facts == [ItemApproved(item.id, 1, "values")]


def test_who_works_alone_judges_what_they_wrote(cast):
    item = write(cast)
    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)

    reviewing.review_item(item=item, scores=GOOD, has_no_defects=True, by=cast.by_lin, at=cast.at)

    item.refresh_from_db()
    assert item.state == "approved"


@pytest.mark.parametrize(
    ("scores", "no_defects"),
    [({**GOOD, "accuracy": 1}, True), (GOOD, False)],
)
def test_what_is_not_good_enough_is_a_draft_again(cast, scores, no_defects):
    item = write(cast)
    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)

    reviewing.review_item(
        item=item, scores=scores, has_no_defects=no_defects, note="补一个例子", by=by_cheng(cast), at=cast.at
    )

    item.refresh_from_db()
    assert (item.state, item.approved_number) == ("draft", None)
    assert Task.objects.get().outcome == "changes"


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [({"accuracy": 5}, "at least 4"), ({**GOOD, "accuracy": 6}, "1 to 5"), ({**GOOD, "magic": 3}, "1 to 5")],
)
def test_a_form_that_does_not_count_changes_nothing(cast, scores, sentence):
    item = write(cast)
    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)

    with pytest.raises(CannotReview, match=sentence):
        reviewing.review_item(item=item, scores=scores, has_no_defects=True, by=by_cheng(cast), at=cast.at)

    item.refresh_from_db()
    assert (item.state, item.reviews.count()) == ("review", 0)


def test_new_words_are_a_draft_and_the_approved_ones_are_used_until_then(cast):
    item = approved(cast)
    head = Head(title="第三章导读", format="text", category="values")

    items.change_item(item=item, head=head, draft=Draft(body="四个问题"), by=cast.by_lin, at=cast.at)

    item.refresh_from_db()
    assert (item.state, item.number, item.approved_number) == ("draft", 2, 1)
    text = queries.item_texts([item.id], today=date(2026, 11, 1))[item.id]
    assert (text.text, text.version, text.is_approved) == ("先看三个问题", 1, True)
    items.change_item(item=item, head=head, draft=Draft(body="四个问题"), by=cast.by_lin, at=cast.at)
    assert ItemVersion.objects.count() == 2


def test_changing_what_is_in_review_takes_its_task_back(cast):
    item = write(cast)
    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)
    head = Head(title="第三章导读", format="text", category="values")

    items.change_item(item=item, head=head, draft=Draft(body="改"), by=cast.by_lin, at=cast.at)

    assert Task.objects.get().state == "cancelled"
    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)
    assert Task.objects.filter(state="open").count() == 1


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ({"licence": "unknown"}, "say why it may"),
        ({"right_ends_on": date(2020, 1, 1)}, "say why it may"),
        ({"format": "image"}, "describe the picture"),
        ({"format": "audio"}, "write down what is said"),
    ],
)
def test_what_may_not_be_used_or_leaves_somebody_out_is_not_reviewed(cast, head, sentence):
    item = write(cast, **head)

    with pytest.raises(CannotMoveItem, match=sentence):
        reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)

    item.refresh_from_db()
    assert (item.state, Task.objects.count()) == ("draft", 0)


def test_a_right_that_ended_ends_the_use(cast):
    item = approved(cast, right_ends_on=date(2027, 1, 1))

    assert queries.item_texts([item.id], today=date(2027, 1, 1))[item.id].is_approved
    assert not queries.item_texts([item.id], today=date(2027, 1, 2))[item.id].is_approved


def test_states_are_gone_through_in_order(cast):
    item = items.write_item(
        head=Head(title="想法", format="text", category="product"),
        draft=Draft(),
        state="idea",
        by=cast.by_lin,
        at=cast.at,
    )

    for state in ("plan", "draft"):
        item = items.move_item(item=item, state=state, by=cast.by_lin, at=cast.at)
    for state in ("approved", "review", "withdrawn", "nonsense"):
        with pytest.raises(CannotMoveItem):
            items.move_item(item=item, state=state, by=cast.by_lin, at=cast.at)
    assert items.move_item(item=item, state="retired", by=cast.by_lin, at=cast.at).state == "retired"


@pytest.mark.parametrize(
    ("head", "draft", "sentence"),
    [
        ({"title": " "}, {}, "1 to 120"),
        ({"category": "nothing"}, {}, "from the lists"),
        ({"format": "hologram"}, {}, "from the lists"),
        ({"subject": "x"}, {}, "from the lists"),
        ({"material_for": "x"}, {}, "from the lists"),
        ({"credit": "x" * 121}, {}, "at most 120"),
        ({"tags": tuple("abcdefghijklm")}, {}, "at most 12 tags"),
        ({"community_id": 987}, {}, "choose a community"),
        ({}, {"body": "x" * 10_001}, "10000"),
        ({}, {"parts": (Part("link", "", "ftp://a"),)}, "https://"),
        ({"format": "poll"}, {"options": ("one",)}, "2 to 12 answers"),
        ({"format": "comparison"}, {}, "1 to 30 lines"),
        ({"format": "comparison"}, {"rows": (Compared("重量", "1 kg", "2 kg", " "),)}, "their source"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_written(cast, head, draft, sentence):
    given = {"title": "标题", "format": "text", "category": "values", **head}

    with pytest.raises(CannotKeepItem, match=sentence):
        items.write_item(head=Head(**given), draft=Draft(**draft), by=cast.by_lin, at=cast.at)

    assert Item.objects.count() == 0


def test_a_comparison_and_a_poll_read_as_lines(cast):
    rows = (Compared("重量", "1 kg", "2 kg", "厂商网页"),)
    poll = items.write_item(
        head=Head(title="投票", format="poll", category="interactive", credit="青青"),
        draft=Draft(body="选哪本?", options=("甲", "乙")),
        by=cast.by_lin,
        at=cast.at,
    )

    assert queries.composed(Draft(body="比一比", rows=rows)) == "比一比\n\n· 重量: 1 kg / 2 kg (厂商网页)"
    text = queries.item_texts([poll.id], today=date(2026, 1, 1))[poll.id].text
    assert text == "选哪本?\n\n1. 甲\n2. 乙\n\n— 青青"


def test_a_use_counts_once_and_is_told(cast):
    item = approved(cast)

    assert use(cast, item, "slot:1") == 1
    assert use(cast, item, "slot:1") == 0
    gone = UseNote(item=999_999, key="slot:2", origin="slot:2")
    assert using.note_use(uses=[gone], by=cast.by_lin, at=cast.at) == 0

    facts = [one for one in events_after() if isinstance(one.fact, ItemUsed)]
    assert [(one.fact, one.community, one.group) for one in facts] == [
        (ItemUsed(item.id, "values", "official", "slot:1"), cast.community.id, cast.group.id)
    ]
    line = queries.as_lines(list(queries.item_lines(ItemSearch())))[0]
    assert (line.uses, line.last_used_at) == (1, cast.at)


def test_the_verb_notes_a_use_once(cast):
    item = approved(cast)
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=cast.at,
        actor="run:9",
        key="run:9/post/1",
        group_id=cast.group.id,
    )

    first = registry.run("library.note_use", {"item": item.id, "origin": "run:9"}, context)
    again = registry.run("library.note_use", {"item": item.id, "origin": "run:9"}, context)

    assert (first, again) == ({"is_new": True}, {"is_new": False})
    assert Use.objects.get().origin == "run:9"


def test_the_mix_is_measured_against_the_targets_of_the_community(cast):
    product, values = approved(cast, category="product"), approved(cast, title="二")
    for number in range(4):
        use(cast, product, f"p{number}")
    use(cast, values, "v1")
    use(cast, values, "old", at=cast.at - 40 * DAY)

    found = reports.mix(cast.community.id, cast.at - 30 * DAY)

    assert [(one.category.code, one.count, one.percent, one.verdict) for one in found] == [
        ("product", 4, 80, "heavy"),
        ("values", 1, 20, ""),
        ("interactive", 0, 0, "light"),
    ]
    policies.set_strategy(
        community_id=cast.community.id,
        subjects=["case"],
        formats=["text"],
        mode="week",
        least=1,
        most=3,
        hours=[],
        targets={"product": 80, "values": 20, "interactive": 0},
        words={"style": "亲切"},
        by=cast.by_lin,
        at=cast.at,
    )
    assert {one.verdict for one in reports.mix(cast.community.id, cast.at - 30 * DAY)} == {""}
    strategy = settled.get_strategy(cast.community.id)
    assert (strategy.is_set, strategy.most, strategy.style) == (True, 3, "亲切")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"categories": (Category("a", "", 50),)}, "100 percent"),
        ({"categories": ()}, "1 to 8 categories"),
        ({"categories": (Category("A b", "", 100),)}, "small letters"),
        ({"jargon": ("",)}, "at most 200 words"),
        ({"least_mean": Decimal("5.5")}, "between 1 and 5"),
        ({"cooling_days": -1}, "0 to 365"),
        ({"share_points": 1001}, "0 to 1000"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(cast, change, sentence):
    given = {"categories": settled.get_policy().categories, **change}

    with pytest.raises(CannotSettle, match=sentence):
        policies.set_policy(policy=ContentPolicy(**given), by=cast.by_lin, at=cast.at)

    assert settled.get_policy().cooling_days == 30


def test_categories_are_replaced_as_a_list(cast):
    wanted = (Category("course", "课程", 60), Category("chat", "闲聊", 40))

    policies.set_policy(policy=ContentPolicy(categories=wanted), by=cast.by_lin, at=cast.at)

    assert settled.get_policy().categories == wanted
    with pytest.raises(CannotKeepItem):
        write(cast, category="values")
    assert write(cast, category="course").category == "course"


def test_a_digest_holds_approved_items_in_order(cast):
    first, second = approved(cast, title="一", credit="甲"), approved(cast, title="二")
    draft = write(cast, title="三")
    made = publishing.make_digest(
        title="本周精选",
        intro="三条值得回看",
        category="values",
        community_id=cast.community.id,
        holds=[second.id, first.id],
        by=cast.by_lin,
        at=cast.at,
    )

    text = queries.item_texts([made.id], today=date(2026, 11, 1))[made.id].text

    assert text == "三条值得回看\n\n先看三个问题\n\n先看三个问题\n— 甲"
    items.move_item(item=first, state="retired", by=cast.by_lin, at=cast.at)
    assert queries.pieces_of(made.id) == (("先看三个问题", ""),)
    for holds in ([], [draft.id]):
        with pytest.raises(CannotDigest):
            publishing.make_digest(
                title="x",
                intro="",
                category="values",
                community_id=None,
                holds=holds,
                by=cast.by_lin,
                at=cast.at,
            )


def test_a_limited_seat_sees_its_communities_and_what_is_for_all(cast):
    from linli.people.communities.actions import communities

    other = communities.open_community(name="跑步会", by=cast.by_lin, at=cast.at)
    mine, everybodys, others = (
        write(cast, community_id=cast.community.id),
        write(cast),
        write(cast, community_id=other.id),
    )
    reach = cast.cheng_seat.reach

    assert {one.id for one in queries.item_lines(ItemSearch(reach=reach))} == {mine.id, everybodys.id}
    assert queries.access_item(cast.cheng_seat, mine.id).id == mine.id
    with pytest.raises(NoSuchItem):
        queries.access_item(cast.cheng_seat, others.id)
    with cast.scope_elsewhere(), pytest.raises(NoSuchItem):
        queries.access_item(cast.zhou_seat, mine.id)


def test_items_that_serve_nothing_are_reported(cast):
    write(cast)
    write(cast, title="二", need="不会选书", goal="留存")

    found = reports.served()

    assert (found.total, found.idle, found.needs) == (2, 1, (("不会选书", 1),))
    assert [one.title for one in queries.item_lines(ItemSearch(gap="goal"))] == ["第三章导读"]


def test_a_wish_for_change_is_closed_with_what_it_did(cast):
    item = write(cast)
    wish = using.wish_for_change(item=item, ground="numbers", wish="太长", by=cast.by_lin, at=cast.at)

    task = Task.objects.get()
    assert (task.title, task.purpose, task.role) == ("Improve: 第三章导读", "太长", "editor")
    with pytest.raises(using.CannotAdjust):
        using.close_wish(adjustment=wish, effect=" ", by=cast.by_lin, at=cast.at)
    using.close_wish(adjustment=wish, effect="删去一半,读完的人多了", by=cast.by_lin, at=cast.at + DAY)

    task.refresh_from_db()
    assert task.state == "done"
    assert [(one.wish, one.effect) for one in reports.adjustments_of(item.id)] == [
        ("太长", "删去一半,读完的人多了")
    ]


def test_reading_items_takes_the_same_queries_whatever_their_number(cast, django_assert_num_queries):
    ids = [approved(cast, title=str(number)).id for number in range(4)]

    with django_assert_num_queries(4):
        assert len(queries.item_texts(ids, today=date(2026, 11, 1))) == 4
    with django_assert_num_queries(2):
        assert len(queries.approved_items(cast.community.id)) == 4


@pytest.mark.parametrize(
    ("scores", "least", "passes"),
    [
        ({"accuracy": 3, "depth": 4}, "3.5", True),
        ({"accuracy": 3, "depth": 3}, "3.5", False),
        ({}, "1", False),
    ],
)
def test_a_mean_has_to_be_reached(scores, least, passes):
    assert quality.passes(scores, has_no_defects=True, least=Decimal(least)) is passes
    assert not quality.passes(scores, has_no_defects=False, least=Decimal(least))


def test_checking_takes_blanks_away():
    assert checking.draft(Draft(options=(" a ", "", "b")), "poll").options == ("a", "b")
