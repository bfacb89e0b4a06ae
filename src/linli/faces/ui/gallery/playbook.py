"""An invented playbook, its messages, and a form."""

from django import forms

from linli.faces.ui.components.lanes import Day, Lane, Slot, Week
from linli.faces.ui.components.phone import Bubble
from linli.faces.ui.components.steps import StepCard

from .words import say


def playbook() -> list[StepCard]:
    """The first seven days of a newcomer."""
    return [
        StepCard(
            say("Trigger", "触发"),
            say("Joins the group", "成员入群"),
            say("Web room, Matrix", "渠道：网页群、Matrix"),
            "green",
            left=say("618 in 14 days", "近 14 天 618 人"),
        ),
        StepCard(
            say("Message", "消息"),
            say("Welcome and rules", "欢迎语 + 群规卡"),
            say("In the group, naming them", "群内 @ 本人，模板 #12"),
            "sky",
            say("at once", "立即"),
            say("Sent 99.2%", "送达 99.2%"),
            say("Failed 5", "失败 5"),
        ),
        StepCard(
            say("Branch", "判断"),
            say("Introduced themselves?", "发过自我介绍？"),
            say("A message tagged “introduction”", "发言含「自我介绍」标签"),
            "amber",
            say("+2 hours", "+2 小时"),
            say("yes 61%", "是 61%"),
            say("no 39%", "否 39%"),
            "now",
        ),
        StepCard(
            say("Message", "消息"),
            say("Three easy questions", "破冰三问"),
            say("Quiet from 21:00 to 09:00", "21:00–09:00 静默"),
            "sky",
            say("no", "否"),
            say("Replied 34%", "回复 34%"),
            say("Left 2", "退出 2"),
        ),
        StepCard(
            say("Task", "任务"),
            say("Owner says hello", "群主人工问候"),
            say("To the group’s owner, due in 24 hours", "派给群主，24 小时未办则升级"),
            "violet",
            say("+1 day", "+1 天"),
            say("On time 88%", "按时 88%"),
            say("Open 4", "待办 4"),
        ),
    ]


def bubbles() -> list[Bubble]:
    """A welcome as a member sees it."""
    return [
        Bubble(say("Xiaolu joined the group", "林小鹿 加入了群聊"), is_note=True),
        Bubble(
            say(
                "@Xiaolu welcome! We read one book in 21 days. Say “check in” every morning.",
                "@林小鹿 欢迎！我们 21 天共读一本书，每天早上说「签到」就好。",
            ),
            say("Linli", "邻里助手"),
            hue="green",
        ),
        Bubble(say("check in", "签到"), say("Xiaolu", "林小鹿"), is_mine=True),
        Bubble(
            say("Day 1 done, +10 points. Keep going!", "第 1 天打卡成功，+10 积分，继续加油！"),
            say("Linli", "邻里助手"),
            hue="green",
        ),
    ]


class ExampleForm(forms.Form):
    """A plain form with every kind of control."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        kinds = (("public", say("Public", "公开")), ("closed", say("Members only", "仅成员")))
        self.fields["name"] = forms.CharField(label=say("Name of the group", "群名称"), max_length=20)
        self.fields["about"] = forms.CharField(
            label=say("What is it for?", "这个群做什么？"),
            help_text=say("One sentence; new members read it first.", "一句话，新成员最先看到。"),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )
        self.fields["kind"] = forms.ChoiceField(label=say("Who may join", "谁可以加入"), choices=kinds)
        self.fields["opens"] = forms.DateField(
            label=say("Opens on", "开群日期"), widget=forms.DateInput(attrs={"type": "date"}), required=False
        )
        self.fields["greets"] = forms.BooleanField(
            label=say("Welcome newcomers", "自动欢迎新人"), required=False
        )


def week() -> Week:
    """Playbooks of an invented week, today being Saturday."""
    days = say(
        "Wed 18,Thu 19,Fri 20,Sat 21,Sun 22,Mon 23,Tue 24",
        "周三 18,周四 19,周五 20,今天 21,周日 22,周一 23,周二 24",
    ).split(",")
    check_in = say("Daily check-in", "每日打卡")
    camp = [
        [Slot(say("Opening", "开营仪式"), say("212 came", "到场 212"), "amber", "done")],
        [Slot(check_in, "71%", state="done")],
        [Slot(check_in, "68%", state="done")],
        [Slot(say("Half-time talk", "周中复盘"), say("approve the text", "待你确认文案"), state="now")],
        [Slot(say("Guest live", "嘉宾直播"), say("20:00 · 143 booked", "20:00 预约 143"), "amber")],
        [Slot(check_in, say("08:00 by itself", "08:00 自动"))],
        [Slot(say("Stage essay", "阶段作业"), say("3 reviewers", "点评 3 人"), "sky", "draft")],
    ]
    newcomers = [
        [Slot(say("Welcome", "欢迎语"), say("38 people", "38 人"), "sky", "done")],
        [Slot(say("Introductions", "自我介绍引导"), say("first words 61%", "首发 61%"), "sky", "done")],
        [Slot(say("Rules quiz", "群规小测"), say("12 not answered", "12 人未答"), state="failed")],
        [Slot(say("Ice-breaker", "破冰话题"), say("19:30 by itself", "19:30 自动"), "sky")],
        [],
        [Slot(say("Invite to main", "邀请进主群"), say("if goals are met", "达标自动"), "violet")],
        [],
    ]
    return Week(
        label=say("Playbooks of this week", "本周运行的剧本"),
        corner=say("Playbook", "剧本 / 群"),
        days=[Day(name, index == 3) for index, name in enumerate(days)],
        lanes=[
            Lane(
                say("21-day reading", "21 天共读营"), say("6 groups · day 8", "共读 1–6 群 · 第 8 天"), camp
            ),
            Lane(
                say("First week", "新人 7 日破冰"),
                say("Newcomers 3 · rolling", "新手村 3 群 · 滚动"),
                newcomers,
            ),
        ],
    )
