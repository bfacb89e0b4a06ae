"""What members give: nothing without a yes, named as they want, points once, gone when they say so."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from linli.connect.adapters.room.refusals import BadImage
from linli.connect.gateway.models import Effect
from linli.content.library.actions import files, items, publishing, reviewing, sharing
from linli.content.library.actions import materials as taking
from linli.content.library.actions.files import CannotKeepFile
from linli.content.library.actions.items import CannotMoveItem
from linli.content.library.actions.sharing import CannotShare
from linli.content.library.models import Download, File, Item, ItemVersion, Submission
from linli.content.library.queries import items as reading
from linli.content.library.queries import materials
from linli.content.library.queries import sharing as queries
from linli.content.library.rules import sharing as rules
from linli.content.library.rules.items import opens_material
from linli.content.library.shapes import Draft, Gift, Head, UseNote
from linli.facts.library import UgcAccepted, UgcPermitted, UgcSubmitted, UgcWithdrawn
from linli.kernel.orgs import actor
from linli.people.belonging.models import Belonging
from linli.people.members.actions import erasing, merging
from linli.people.members.models import Member
from linli.people.tasks.models import Task
from linli.run.growth.queries import ledger
from tests.cast import events_after
from tests.people.belonging.living import Living

DAY = timedelta(days=1)
STORY = "我用了三个月,终于读完了第一本英文书,方法是每天十五分钟。"


@pytest.fixture
def su(cast):
    """Su, who belongs to the community as far as the people floor knows."""
    Living(cast, cast.at).hear()
    return cast.su


def give(cast, member, key="form:1", **more):
    given = {"kind": "story", "text": STORY, "may_publish": True, **more}
    return sharing.give(
        gift=Gift(key=key, member_id=member.id, community_id=cast.community.id, **given),
        by=actor.member(member.id),
        at=cast.at,
    )


def take(cast, share, **more):
    given = {"title": "读完第一本英文书", "category": "values", **more}
    return publishing.take(submission=share, by=cast.by_lin, at=cast.at, **given)


def picture():
    drawn = BytesIO()
    Image.new("RGB", (20, 10), "green").save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def keep(cast, file, name, member=None):
    member_id = member.id if member else None
    return files.keep_file(file=file, name=name, by=cast.by_lin, at=cast.at, member_id=member_id)


def facts(*kinds):
    return [one.fact for one in events_after() if isinstance(one.fact, kinds)]


def test_what_a_member_permits_becomes_an_item_with_their_name_and_points(cast, su):
    share = give(cast, su)

    item = take(cast, share)

    assert (item.source, item.credit, item.licence, item.state) == ("member", "苏苏", "permission", "draft")
    assert reading.draft_of(item).body == STORY
    assert ledger.get_funds(su.id).available == 10
    share.refresh_from_db()
    assert (share.verdict, share.item_id, share.points) == ("taken", item.id, 10)
    assert facts(UgcSubmitted, UgcAccepted) == [
        UgcSubmitted(share.id, "story"),
        UgcAccepted(share.id, item.id),
    ]
    with pytest.raises(CannotShare, match="decided"):
        take(cast, share)
    assert ledger.get_funds(su.id).available == 10


@pytest.mark.parametrize("answer", [None, False])
def test_no_answer_is_no_use(cast, su, answer):
    share = give(cast, su, may_publish=answer)

    with pytest.raises(CannotShare, match="has not said yes"):
        take(cast, share)

    assert (Item.objects.count(), ledger.get_funds(su.id).available) == (0, 0)


def test_the_question_is_put_and_answered(cast, su):
    share = give(cast, su, may_publish=None)
    assert queries.count_asked(su.id) == 0

    sharing.ask_permission(submission=share, by=cast.by_lin, at=cast.at)
    assert queries.count_asked(su.id) == 1
    [question] = Effect.objects.filter(member_id=su.id, surface="dm")
    assert f"/m/me/shares/{share.id}/" in question.payload["text"]
    sharing.answer_permission(
        submission=share, is_allowed=True, credit_by="nobody", by=actor.member(su.id), at=cast.at
    )

    assert take(cast, share).credit == ""
    assert facts(UgcPermitted) == [UgcPermitted(share.id, True)]
    with pytest.raises(CannotShare, match="decided already"):
        sharing.answer_permission(submission=share, is_allowed=False, by=actor.member(su.id), at=cast.at)


def test_what_is_taken_back_goes_everywhere_and_is_recalled(cast, su):
    file = keep(cast, picture(), "书.png", su)
    share = give(cast, su, files=(file.token,))
    item = take(cast, share)
    reviewing.ask_review(item=item, by=cast.by_lin, at=cast.at)
    scores = {"accuracy": 4, "appeal": 4, "story": 4, "depth": 4}
    reviewing.review_item(
        item=item, scores=scores, has_no_defects=True, by=actor.staff(cast.cheng.id), at=cast.at
    )
    digest = publishing.make_digest(
        title="精选",
        intro="本周",
        category="values",
        community_id=None,
        holds=[item.id],
        by=cast.by_lin,
        at=cast.at,
    )
    note = UseNote(item=item.id, key="slot:1", origin="slot:1", community=cast.community.id)
    from linli.content.library.actions import using

    using.note_use(uses=[note], by=cast.by_lin, at=cast.at)
    assert STORY in reading.item_texts([digest.id], today=date(2026, 1, 1))[digest.id].text

    publishing.withdraw(submission=share, by=actor.member(su.id), at=cast.at)
    publishing.withdraw(submission=share, by=actor.member(su.id), at=cast.at)

    found = reading.item_texts([digest.id, item.id], today=date(2026, 1, 1))
    assert [one.text for one in found.values()] == ["本周"]
    share.refresh_from_db()
    item.refresh_from_db()
    assert (share.text, share.files, share.permission) == ("", [], "withdrawn")
    assert (item.title, item.credit, item.state) == ("", "", "withdrawn")
    assert (File.objects.count(), ItemVersion.objects.filter(item=item).count()) == (0, 0)
    assert Task.objects.get(origin=f"share:{share.id}").about == "other"
    assert facts(UgcWithdrawn) == [UgcWithdrawn(share.id, item.id)]
    with pytest.raises(CannotMoveItem):
        items.change_item(
            item=item,
            head=Head(title="x", format="text", category="values"),
            draft=Draft(body="x"),
            by=cast.by_lin,
            at=cast.at,
        )


def test_an_erased_member_leaves_nothing_behind(cast, su):
    file = keep(cast, picture(), "书.png", su)
    share = give(cast, su, files=(file.token,))
    item = take(cast, share)
    taking.note_download(
        item_id=item.id,
        member_id=su.id,
        community_id=cast.community.id,
        today=date(2026, 11, 1),
        by=actor.member(su.id),
        at=cast.at,
    )

    erasing.erase_member(member=Member.objects.get(id=su.id), by=cast.by_lin, at=cast.at)

    assert [model.objects.count() for model in (Submission, File, ItemVersion, Download)] == [0, 0, 0, 0]
    item.refresh_from_db()
    assert (item.title, item.credit, item.state, item.approved_number) == ("", "", "withdrawn", None)
    assert reading.item_texts([item.id], today=date(2026, 11, 1)) == {}


def test_what_was_given_moves_with_a_merge(cast, su):
    share = give(cast, su)

    merging.merge_members(kept=cast.momo, merged=Member.objects.get(id=su.id), by=cast.by_lin, at=cast.at)

    share.refresh_from_db()
    assert share.member_id == cast.momo.id


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"text": " "}, "write something"),
        ({"text": "x" * 4001}, "4000"),
        ({"kind": "song"}, "choose what it is"),
        ({"credit_by": "boss"}, "how you are named"),
        ({"credit_other": "x" * 41}, "how you are named"),
        ({"files": ("0" * 24,)}, "pictures of your own"),
    ],
)
def test_what_cannot_be_given_is_said_and_nothing_is_written(cast, su, more, sentence):
    with pytest.raises(CannotShare, match=sentence):
        give(cast, su, **more)

    assert Submission.objects.count() == 0


def test_the_same_form_twice_is_one(cast, su):
    assert give(cast, su).id == give(cast, su, text="other").id
    assert len(facts(UgcSubmitted)) == 1


def test_a_day_has_an_end(cast, su):
    for number in range(rules.MOST_A_DAY):
        give(cast, su, key=f"form:{number}")

    with pytest.raises(CannotShare, match="tomorrow"):
        give(cast, su, key="form:more")


def test_who_was_never_here_gives_nothing(cast, su):
    from linli.people.communities.actions import communities

    other = communities.open_community(name="跑步会", by=cast.by_lin, at=cast.at)
    gift = Gift(key="form:1", member_id=su.id, community_id=other.id, kind="story", text=STORY)

    with pytest.raises(CannotShare, match="never in this community"):
        sharing.give(gift=gift, by=actor.member(su.id), at=cast.at)


def test_queues_are_counted_in_one_query(cast, su, django_assert_num_queries):
    give(cast, su, key="a", may_publish=None)
    give(cast, su, key="b")
    declined = give(cast, su, key="c")
    sharing.decline(submission=declined, reason="重复", by=cast.by_lin, at=cast.at)

    with django_assert_num_queries(1):
        counts = queries.queue_counts(cast.cheng_seat.reach)

    assert counts == {"new": 1, "asked": 0, "ready": 1, "taken": 0, "closed": 1}
    assert [one.name for one in queries.with_names(list(queries.queue("ready", reach=None)))] == ["苏苏"]
    assert queries.queue_counts(frozenset())["new"] == 0


def test_who_was_not_thanked_in_time_is_listed(cast, su):
    share = give(cast, su)

    assert queries.unthanked(reach=None, at=cast.at + timedelta(hours=23)) == []
    assert [one.row.id for one in queries.unthanked(reach=None, at=cast.at + 2 * DAY)] == [share.id]
    sharing.thank(submission=share, by=cast.by_lin, at=cast.at)
    assert queries.unthanked(reach=None, at=cast.at + 2 * DAY) == []


def test_a_longer_message_without_an_answer_is_listed_until_it_is_taken_in(cast):
    living = Living(cast, cast.at)
    living.say("message", "wen", cast.at, text=STORY * 2)
    living.say("message", "wen", cast.at, text=STORY * 2)
    living.say("message", "su", cast.at + timedelta(minutes=1), text="写得真好", reply_to="b-2")
    living.say("message", "wen", cast.at, text="短")
    living.hear()
    from linli.people.ties import reactions as ties

    ties.keep_ties([one for one in events_after() if one.kind == "message.posted"])

    found = queries.unanswered(reach=None, at=cast.at + 2 * DAY)

    assert [one.text for one in found] == [STORY * 2]
    assert queries.unanswered(reach=frozenset(), at=cast.at + 2 * DAY) == []
    gift = Gift(
        key=f"message:{found[0].key}",
        member_id=found[0].member_id,
        community_id=found[0].community_id,
        kind="experience",
        text=found[0].text,
        message=found[0].key,
        group_id=found[0].group_id,
    )
    sharing.give(gift=gift, by=cast.by_lin, at=cast.at)
    assert queries.unanswered(reach=None, at=cast.at + 2 * DAY) == []


def test_a_picture_is_drawn_anew_and_other_files_are_what_they_say(cast):
    drawn = keep(cast, picture(), "../../书 架.PNG")
    pdf = keep(cast, BytesIO(b"%PDF-1.4 x"), "讲义.pdf")

    assert (drawn.content_type, bytes(drawn.content[:4])) == ("image/webp", b"RIFF")
    assert "/" not in drawn.name
    assert (pdf.name, pdf.content_type, pdf.bytes) == ("讲义.pdf", "application/pdf", 10)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<script>", "a.html"),
        (b"<svg/>", "a.svg"),
        (b"MZ", "a.exe"),
        (b"not pdf", "a.pdf"),
        (b"....avi.", "a.mp4"),
        (b"", "a.txt"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.txt"),
        (b"x", "noending"),
    ],
)
def test_a_file_of_another_kind_is_not_kept(cast, data, name):
    with pytest.raises(CannotKeepFile):
        keep(cast, BytesIO(data), name)

    assert File.objects.count() == 0


def test_a_picture_that_is_none_is_not_kept(cast):
    with pytest.raises(BadImage):
        keep(cast, BytesIO(b"GIF89a nonsense"), "a.gif")


@pytest.mark.parametrize(
    ("material_for", "relation", "has_role", "is_open"),
    [
        ("", "trusted", True, False),
        ("everybody", "stranger", False, True),
        ("everybody", "", False, False),
        ("familiar", "stranger", False, False),
        ("familiar", "trusted", False, True),
        ("trusted", "familiar", False, False),
        ("trusted", "trusted", False, True),
        ("role", "trusted", False, False),
        ("role", "stranger", True, True),
    ],
)
def test_materials_open_by_closeness_and_role(material_for, relation, has_role, is_open):
    assert opens_material(material_for, relation=relation, has_role=has_role) is is_open


def test_a_member_sees_what_is_open_to_them_and_what_is_not_yet(cast, su, django_assert_max_num_queries):
    for number, whom in enumerate(("everybody", "trusted", "")):
        item = items.write_item(
            head=Head(title=f"资料{number}", format="text", category="values", material_for=whom),
            draft=Draft(body="正文"),
            by=cast.by_lin,
            at=cast.at,
        )
        items.approve(items.lock(item.id), by=cast.by_lin, at=cast.at)
    Belonging.objects.filter(member_id=su.id).update(relation="familiar")

    with django_assert_max_num_queries(4):
        found = materials.materials_for(su.id, cast.community.id)

    assert [(one.title, one.is_open, one.text) for one in found] == [
        ("资料1", False, ""),
        ("资料0", True, "正文"),
    ]


def test_a_download_counts_once_a_day(cast, su):
    item = items.write_item(
        head=Head(title="资料", format="text", category="values"), draft=Draft(), by=cast.by_lin, at=cast.at
    )
    for day in (1, 1, 2):
        taking.note_download(
            item_id=item.id,
            member_id=su.id,
            community_id=cast.community.id,
            today=date(2026, 11, day),
            by=actor.member(su.id),
            at=cast.at,
        )

    assert materials.download_counts([item.id]) == {item.id: 2}
