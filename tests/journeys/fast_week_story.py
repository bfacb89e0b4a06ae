"""What happens in the week in fast time: who comes, talks, leaves, and which tasks are done when."""

import random
from datetime import datetime, timedelta

from linli.connect.adapters.room.actions import speaking
from linli.connect.adapters.room.models import RoomMessage
from linli.kernel.events import setup
from linli.people.duty.actions import setting, volunteering
from linli.people.duty.actions.setting import Settings
from linli.people.duty.models import Term
from linli.people.duty.rules.turns import Source
from linli.people.tasks.models import Task
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.queries import presets
from tests import rooms
from tests.journeys import fast_week
from tests.journeys.fast_week import DAY, ZONE, Script

MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=ZONE)
END = MONDAY + 7 * DAY + timedelta(minutes=80)
LONG_AGO = MONDAY - 35 * DAY
PLAYBOOKS = ("newcomer-7d", "weekly-rhythm", "daily-rhythm", "silent-return")
OLD = [f"书友{number:02}" for number in range(40)]
TALKERS, QUIET = OLD[:30], OLD[30:]
NEW = [f"新人{number:02}" for number in range(10)]
VOLUNTEER, NEXT_VOLUNTEER, VOTERS, LEAVER = OLD[0], OLD[1], OLD[2:10], OLD[29]
NOTE = "新来的几位都打过招呼了，有一位想找诗集，请接着问。"
AWAY_ON, ASLEEP_ON = 2, 4
"""Days on which the volunteer does nothing, and on which only the evening is forgotten."""


def live_through(house):
    """Everything from the first who came to the Monday after the week."""
    before_the_week(house)
    house.clock.set(MONDAY)
    with house.scope():
        prepare(house)
    script = Script(house, MONDAY)
    for write in (talk, come_and_go, come_back, work, be_on_duty):
        write(house, script)
    fast_week.live(house, script, until=END)


def before_the_week(house):
    """Ten of the forty spoke once, three weeks ago, and fall silent in the week, one after the other."""
    with house.scope():
        for name in OLD:
            house.come_in(name)
    fast_week.settle(at=house.clock.at)
    for number, name in enumerate(QUIET):
        house.clock.set(MONDAY - 21 * DAY + timedelta(hours=14 * number + 3))
        with house.scope():
            say(house, name, "我先看看大家读什么")
        fast_week.settle(at=house.clock.at)
    house.clock.set(MONDAY - 2 * DAY)
    with house.scope():
        for name in TALKERS:
            say(house, name, "这一章读完了")
    fast_week.settle(at=house.clock.at)


def prepare(house):
    """The playbooks of the library, and a rota with two volunteers."""
    setup.prepare(at=MONDAY)
    for code in PLAYBOOKS:
        publishing.publish(source=presets.get_preset(code, "zh-hans").source, by=house.by_lin, at=MONDAY)
    setting.set_up(
        community=house.community, settings=Settings(first_on=MONDAY.date()), by=house.by_lin, at=MONDAY
    )
    for name in (VOLUNTEER, NEXT_VOLUNTEER):
        volunteering.put_down(
            community=house.community,
            member_id=house.member(name),
            source=Source.CHOSEN,
            by=house.by_lin,
            at=MONDAY,
        )


def talk(house, script):
    """Two in five of those who talk say something on a day; eight take part in the vote."""
    rng = random.Random(4)  # noqa: S311 - a story, not a secret
    for day in range(7):
        for name in TALKERS:
            if rng.random() < 0.4 and (name != LEAVER or day < 2):
                hour = f"{rng.randint(8, 22):02}:{rng.randint(0, 59):02}"
                script.at(day, hour, say, house, name, f"第{day + 1}天的摘抄")
    for number, name in enumerate(VOTERS):
        script.at(2, f"20:{10 + number}", say, house, name, str(1 + number % 2))


def come_and_go(house, script):
    """Six come at noon on Monday, most of them silent; two late at night; two who talk; three leave again."""
    for number, name in enumerate(NEW[:6]):
        script.at(0, f"12:0{number}", house.come_in, name)
    script.at(0, "12:20", say, house, NEW[0], "大家好，我是来读诗的")
    script.at(1, "09:00", house.leave, NEW[1])
    for name, minute in ((NEW[6], 30), (NEW[7], 40)):
        script.at(2, f"23:{minute}", house.come_in, name)
    script.at(4, "07:00", house.leave, NEW[6])
    script.at(3, "22:30", house.come_in, NEW[8])
    script.at(3, "23:10", say, house, NEW[8], "晚上好，刚下班")
    script.at(4, "11:00", house.come_in, NEW[9])
    script.at(5, "10:00", say, house, NEW[9], "我也想参加共读")
    script.at(2, "15:00", house.leave, LEAVER)


def come_back(house, script):
    """Of the silent ones one leaves before being asked, one says something, one likes something."""
    script.at(2, "08:00", house.leave, QUIET[3])
    script.at(3, "12:00", say, house, QUIET[4], "最近忙，刚回来")
    script.at(4, "10:00", react, house, QUIET[5])


def work(house, script):
    """The editor writes on four mornings and has nothing on one, the moderator greets who came on Monday."""
    for day, outcome in ((0, "written"), (1, "written"), (2, "nothing"), (3, "written"), (4, "written")):
        form = {"news": f"第{day + 1}天：三条早报"}
        script.at(day, "08:50", house.do_tasks, "morning", outcome, form, by=house.yu)
    theme = {"theme": "怎样读完一本厚书", "first_question": "你读过最厚的一本是什么？"}
    script.at(0, "11:00", house.do_tasks, "sign_off", "approved", theme, by=house.yu)
    script.at(4, "19:30", house.do_tasks, "round_up", "written", {"summary": "三条摘抄"}, by=house.yu)
    script.at(2, "11:00", house.do_tasks, "hello", "done", by=house.cheng)
    script.at(5, "15:00", house.do_tasks, "care", "answered", {"reason": "最近忙"}, by=house.cheng)


def be_on_duty(house, script):
    """At noon the list, in the evening the exchange, on Sunday the note: all with the phone."""
    for day in range(7):
        if day != AWAY_ON:
            script.at(day, "12:00", tick_the_list, house)
        if day not in (AWAY_ON, ASLEEP_ON):
            script.at(day, "20:30", do_the_evening, house)
    script.at(6, "21:00", hand_over, house)


def say(house, name, text):
    speaking.post(stay=house.stays[name], text=text, at=house.clock.at)


def react(house, name):
    """Somebody likes what was said last."""
    last = RoomMessage.objects.filter(guest__isnull=False, kind="message").order_by("-id").first()
    speaking.react(stay=house.stays[name], external=last.external, emoji="👍", at=house.clock.at)


def phone(house):
    return rooms.client_of(house.stays[VOLUNTEER].guest, "zh-hans")


def own(house, **more):
    return Task.objects.filter(
        assignee_member_id=house.member(VOLUNTEER), state__in=("open", "claimed"), **more
    )


def tick_the_list(house):
    """Every line of today but the note, on the page of whoever is on duty."""
    browser = phone(house)
    for task in own(house, about="duty").exclude(due_at__gt=house.clock.at + DAY):
        shown = browser.get("/m/duty/")
        assert task.title in shown.text
        assert browser.post("/m/duty/", {"do": "tick", "task": task.id}).status_code == 302


def do_the_evening(house):
    """What a playbook asks of whoever is on duty, on the page of tasks."""
    browser = phone(house)
    task = own(house, about="step").get()
    assert task.title in browser.get("/m/tasks/").text
    answer = browser.post("/m/tasks/", {"do": "done", "task": task.id, "outcome": "done"})
    assert answer.status_code == 302


def hand_over(house):
    term = Term.objects.get(number=1)
    answer = phone(house).post("/m/duty/", {"do": "note", "term": term.id, "note": NOTE})
    assert answer.status_code == 302
