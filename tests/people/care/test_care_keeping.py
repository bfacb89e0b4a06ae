"""Who is looked after, what was noted, what is due, who came back; merges and erasures."""

from datetime import date, timedelta

import pytest

from linli.facts.care import CareAssigned, CareNoted
from linli.kernel.orgs.models import AuditEntry
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.belonging.models import Belonging
from linli.people.care.actions import caring, reaching
from linli.people.care.actions.caring import CannotCare, Terms
from linli.people.care.actions.reaching import CannotReach
from linli.people.care.models import Care, CareNote, Outreach
from linli.people.care.queries import caring as queries
from linli.people.care.queries import due, silent, upkeeps
from linli.people.members.actions import erasing, exporting, merging
from linli.people.segments.models import Place, Segment
from tests.cast import AT, events_after
from tests.people.belonging.living import Living

DAY = timedelta(days=1)
SECRET = "母亲住院,需要多联系"


class House:
    """The cast with belongings, on a day."""

    def __init__(self, cast):
        self.cast = cast
        self.now = AT + timedelta(days=20, hours=3)
        self.today = self.now.date()
        self.living = Living(cast, self.now)
        for ago in (60, 59, 58, 57, 40, 39):
            self.living.say("message", "wen", self.now - ago * DAY, text="往事", reply_to="m-1")
        self.living.say("message", "momo", self.now - timedelta(hours=5), text="有人在吗")
        self.living.hear()
        ids = Belonging.objects.values_list("member_id", flat=True)
        self.wen = next(id for id in ids if id not in {cast.su.id, cast.momo.id})

    def care(self, member, **terms):
        return caring.assign_care(
            member_id=member,
            community_id=self.cast.community.id,
            terms=Terms(**terms),
            today=self.today,
            by=self.cast.by_lin,
            at=self.now,
        )

    def note(self, member, kind="life", text=SECRET, *, ago=0, **more):
        return caring.write_note(
            member_id=member,
            community_id=self.cast.community.id,
            kind=kind,
            text=text,
            happened_on=self.today - ago * DAY,
            today=self.today,
            by=self.cast.by_lin,
            at=self.now - ago * DAY,
            **more,
        )

    def reach_out(self, member, way="message", *, ago=0):
        return reaching.record_outreach(
            member_id=member,
            community_id=self.cast.community.id,
            way=way,
            days_silent=39,
            value=30,
            today=self.today - ago * DAY,
            by=self.cast.by_lin,
            at=self.now - ago * DAY,
        )

    def due(self, **more):
        found = due.due_today(reach=None, now=self.now, today=self.today, **more)
        return [(one.kind, one.member_id) for one in found]

    def silent(self):
        return silent.silent_members(self.cast.community.id, now=self.now, today=self.today)


@pytest.fixture
def house(cast):
    return House(cast)


def test_care_is_told_once_without_words(cast, house):
    position = events_after()[-1].position
    terms = {"seat_id": cast.lin_seat.id, "is_vip": True, "plan": SECRET}

    house.care(cast.su.id, **terms)
    house.care(cast.su.id, **terms)

    told = [event.fact for event in events_after(position)]
    assert told == [CareAssigned(cast.lin_seat.id, True)]
    assert AuditEntry.objects.filter(action="care.assigned").count() == 1
    assert SECRET not in str(list(AuditEntry.objects.values_list("before", "after")))


def test_a_note_is_told_by_its_kind_only(cast, house):
    position = events_after()[-1].position

    house.note(cast.su.id, "difficulty")

    assert [event.fact for event in events_after(position)] == [CareNoted("difficulty")]
    assert [one.text for one in queries.notes_of(cast.su.id, reach=None)] == [SECRET]
    assert queries.notes_of(cast.su.id, reach=frozenset()) == []


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"seat_id": 999_999}, "does not reach the community"),
        ({"response_hours": 0}, "1 to 720 hours"),
        ({"response_hours": 721}, "1 to 720 hours"),
        ({"plan": "长" * 2001}, "shorten it"),
        ({"next_step": "长" * 201}, "shorten it"),
        ({"next_on": date(2020, 1, 1)}, "choose one between"),
        ({"next_on": date(2099, 1, 1)}, "choose one between"),
    ],
)
def test_terms_that_cannot_be_are_refused(cast, house, terms, words):
    with pytest.raises(CannotCare, match=words):
        house.care(cast.su.id, **terms)

    assert Care.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "  "}, "1 to 2000 characters"),
        ({"text": "长" * 2001}, "1 to 2000 characters"),
        ({"kind": "gossip"}, "choose what the note is about"),
        ({"ago": -1}, "today or an earlier day"),
        ({"remind_on": date(2020, 1, 1)}, "choose one between"),
    ],
)
def test_notes_that_cannot_be_are_refused(cast, house, given, words):
    with pytest.raises(CannotCare, match=words):
        house.note(cast.su.id, **given)

    assert CareNote.objects.count() == 0


def test_others_and_the_erased_are_not_cared_for(cast, house):
    erasing.erase_member(member=cast.su, by=cast.by_lin, at=house.now)

    with pytest.raises(CannotCare, match="nobody stands behind"):
        house.care(cast.su.id)
    with pytest.raises(CannotCare, match="never in this community"):
        caring.assign_care(
            member_id=cast.momo.id,
            community_id=cast.community.id + 99,
            terms=Terms(),
            today=house.today,
            by=cast.by_lin,
            at=house.now,
        )


def test_today_lists_answers_reminders_contacts_and_who_was_not_seen(cast, house):
    house.care(cast.momo.id, seat_id=cast.lin_seat.id, is_vip=True, response_hours=4)
    house.care(cast.su.id, seat_id=cast.cheng_seat.id, next_on=house.today, next_step="问问近况")
    house.care(house.wen, seat_id=cast.lin_seat.id)
    Care.objects.filter(member_id=house.wen).update(began_on=house.today - 8 * DAY)
    note = house.note(house.wen, remind_on=house.today)

    assert house.due() == [
        ("answer", cast.momo.id),
        ("reminder", house.wen),
        ("next", cast.su.id),
        ("unseen", house.wen),
    ]
    assert house.due(seat=cast.cheng_seat.id) == [("next", cast.su.id)]
    assert due.people_due(reach=None, now=house.now, today=house.today) == 3
    assert due.people_due(reach=frozenset(), now=house.now, today=house.today) == 0

    house.note(cast.momo.id, "done", "回复了")
    house.note(house.wen, "done", "打了电话")
    caring.tick_reminder(note=note, by=cast.by_lin, at=house.now)

    assert house.due() == [("next", cast.su.id)]


def test_silent_members_are_listed_with_reasons_and_what_came_of_it(cast, house):
    line = house.silent()[0]

    assert (line.member_id, line.days_silent, line.suggestion) == (house.wen, 39, "message")
    assert line.value.reasons == (("relation", 7), ("active_days", 6), ("replies", 6), ("messages", 1))

    house.reach_out(house.wen, ago=3)
    waiting = house.silent()[0]
    assert (waiting.outcome, waiting.suggestion, waiting.last_way) == ("waiting", None, "message")

    house.living.say("message", "wen", house.now - DAY, text="我回来了")
    house.living.hear()
    assert house.wen not in [one.member_id for one in house.silent()]
    found = silent.attempts(cast.community.id, today=house.today)
    assert [(one.outcome, one.came_back_on) for one in found] == [("back", house.today - DAY)]
    assert silent.results(found).share == 1.0


def test_who_stays_silent_is_tried_in_another_way(cast, house):
    made = house.reach_out(house.wen, ago=20)
    house.reach_out(house.wen, ago=20)
    reaching.record_answer(outreach=made, answer="declined", by=cast.by_lin, at=house.now)

    line = house.silent()[0]

    assert (line.outcome, line.suggestion) == ("silent", "role")
    assert Outreach.objects.get().answer == "declined"


def test_ways_answers_and_rhythms_that_cannot_be_are_refused(cast, house):
    with pytest.raises(CannotReach, match="choose how"):
        house.reach_out(house.wen, "pigeon")
    made = house.reach_out(house.wen)
    with pytest.raises(CannotReach, match="choose what came of it"):
        reaching.record_answer(outreach=made, answer="maybe", by=cast.by_lin, at=house.now)
    for days, step, words in ((0, "x", "1 to 365 days"), (366, "x", "1 to 365 days"), (7, " ", "1 to 200")):
        with pytest.raises(CannotReach, match=words):
            upkeep(house, days, step)

    assert Outreach.objects.get().answer == ""


def upkeep(house, days=7, step="发一条近况"):
    segment, _ = Segment.objects.get_or_create(
        name="老朋友", defaults={"kind": "static", "purpose": "", "strategy": "", "created_at": house.now}
    )
    return reaching.set_upkeep(
        segment_id=segment.id,
        community_id=house.cast.community.id,
        every_days=days,
        step=step,
        seat_id=None,
        today=house.today,
        by=house.cast.by_lin,
        at=house.now,
    )


def test_upkeep_says_whom_nobody_was_in_touch_with(cast, house):
    made = upkeep(house)
    assert upkeep(house, days=14).id == made.id
    for member in (cast.su.id, house.wen):
        Place.objects.create(
            segment_id=made.segment_id, community_id=cast.community.id, member_id=member, **place(house)
        )
    house.note(cast.su.id, "done", "聊过了", ago=3)
    house.note(house.wen, "done", "聊过了", ago=20)

    line = upkeeps.upkeep_lines(reach=None, today=house.today)[0]

    assert (line.people, line.seen, line.every_days) == (2, 1, 14)
    unseen = upkeeps.unseen_people(made.id, today=house.today)
    assert [(one.member_id, one.contact_on) for one in unseen] == [(house.wen, house.today - 20 * DAY)]
    reaching.end_upkeep(upkeep=made, by=cast.by_lin, at=house.now)
    assert upkeeps.upkeep_lines(reach=None, today=house.today) == []


def place(house):
    names = {field.name for field in Place._meta.fields}
    given = {"since": house.now, "entered_at": house.now}
    return {name: value for name, value in given.items() if name in names}


def test_verbs_keep_what_is_settled_and_probes_read_it(cast, house):
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=house.now,
        actor="run:1",
        key="k",
        member_id=cast.su.id,
    )
    registry.run("care.assign", {"seat": cast.lin_seat.id, "is_vip": True, "in_days": 3}, context)
    registry.run("care.remind", {"in_days": 9, "step": "later"}, context)
    registry.run("care.remind", {"in_days": 1, "step": "寄一本书"}, context)
    house.note(cast.su.id, "done", "聊过了", ago=2)

    care = Care.objects.get()
    assert (care.seat_id, care.is_vip, care.next_step) == (cast.lin_seat.id, True, "寄一本书")
    ids = {one.member_id: one.id for one in Belonging.objects.all()}
    su, wen = ids[cast.su.id], ids[house.wen]
    assert registry.read("care.is_vip", [su, wen], context) == {su: True, wen: False}
    assert registry.read("care.days_since_care", [su, wen], context) == {su: 2, wen: None}


def test_care_moves_with_a_merge_and_back(cast, house):
    for member in (cast.su.id, cast.momo.id):
        house.care(member, is_vip=True, plan=str(member))
        house.note(member)
        house.reach_out(member)
    before = everything()

    merge = merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_lin, at=house.now)
    assert list(Care.objects.values_list("member_id", "plan")) == [(cast.su.id, str(cast.su.id))]
    assert len(queries.notes_of(cast.su.id, reach=None)) == 2
    merging.undo_merge(merge=merge, by=cast.by_lin, at=house.now)

    assert everything() == before


def everything():
    return [list(model.objects.order_by("id").values()) for model in (Care, CareNote, Outreach)]


def test_nothing_of_it_outlives_an_erasure_and_the_person_may_read_it_before(cast, house):
    house.care(cast.su.id, plan=SECRET)
    house.note(cast.su.id)
    house.reach_out(cast.su.id)

    exported = str(exporting.export_member(member=cast.su, by=cast.by_lin, at=house.now))
    erasing.erase_member(member=cast.su, by=cast.by_lin, at=house.now)

    assert SECRET in exported
    assert everything() == [[], [], []]
