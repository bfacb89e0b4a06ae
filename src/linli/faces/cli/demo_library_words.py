"""Invented words of the demo's content library."""

from dataclasses import dataclass

STRATEGY = {
    "style": "像朋友聊天，一次只说一件事，多问少讲。",
    "bar": "读完能马上用上，或者忍不住想接一句。",
    "persona": "下班后想读书、又总静不下心的人",
    "goals": "让潜水的人开口，每周有一半成员读完当周章节。",
}


@dataclass(frozen=True)
class DemoItem:
    """An item of the demo; `used_days_ago` says when it was published."""

    title: str
    format: str
    category: str
    state: str
    body: str
    subject: str = ""
    aim: str = ""
    need: str = ""
    goal: str = ""
    tags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    material_for: str = ""
    used_days_ago: tuple[int, ...] = ()


@dataclass(frozen=True)
class DemoGift:
    """Something a member of the demo gave."""

    kind: str
    text: str
    may_publish: bool | None = True
    title: str = ""
    is_thanked: bool = True


ITEMS = (
    DemoItem(
        "十五分钟读书法",
        "text",
        "values",
        "approved",
        "睡前十五分钟，只读三页，合上书说一句话给自己听。坚持一周，你会发现读得比想象中多。",
        subject="tips",
        aim="understanding",
        need="静不下心读书",
        goal="提高周完读率",
        tags=("方法", "习惯"),
        used_days_ago=(26, 12),
    ),
    DemoItem(
        "《边城》里最让你停下来的是哪一句？",
        "poll",
        "interactive",
        "approved",
        "选一句，再说说为什么。",
        subject="hot_topic",
        aim="emotion",
        need="想找人聊书",
        goal="提高互动",
        tags=("边城",),
        options=("翠翠在等的那个人", "渡船上的黄昏", "爷爷睡着的夜里", "我另有一句"),
        used_days_ago=(24, 10, 3),
    ),
    DemoItem(
        "三个问题读懂一章",
        "text",
        "values",
        "approved",
        "谁想要什么？什么拦住了他？最后变了什么？带着这三个问题读，一章就有了骨架。",
        subject="expertise",
        aim="understanding",
        need="读完记不住",
        goal="提高周完读率",
        tags=("方法",),
        material_for="everybody",
        used_days_ago=(21, 7),
    ),
    DemoItem(
        "你最近一次因为一本书改变主意，是什么时候？",
        "text",
        "interactive",
        "approved",
        "不用长，一两句就好。我先说：去年读完一本讲睡眠的书，第二天就把手机放到了客厅。",
        subject="user_story",
        aim="trust",
        need="想找人聊书",
        goal="让潜水的人开口",
        tags=("提问",),
        used_days_ago=(18, 5),
    ),
    DemoItem(
        "共读手册（第一册）",
        "text",
        "values",
        "approved",
        "怎么选书、怎么做一页笔记、怎么在群里说一句话。新人可以先看这一份。",
        subject="study_notes",
        aim="need",
        need="刚来不知道怎么参与",
        goal="新人七天内开口",
        tags=("新人", "手册"),
        material_for="everybody",
        used_days_ago=(15,),
    ),
    DemoItem(
        "领读人笔记：人物关系一张图",
        "text",
        "values",
        "approved",
        "把每个人物和他最在意的东西连起来，冲突就自己浮出来了。",
        subject="expert_view",
        aim="trust",
        goal="提高周完读率",
        tags=("领读",),
        material_for="trusted",
        used_days_ago=(9,),
    ),
    DemoItem(
        "年度书单礼盒怎么选",
        "text",
        "product",
        "approved",
        "三种礼盒对应三种读书习惯。用不上也没关系，书单可以直接抄走。",
        subject="product_knowledge",
        aim="product",
        need="送礼不知道选什么书",
        tags=("书单",),
        used_days_ago=(4,),
    ),
    DemoItem(
        "周末静读两小时",
        "text",
        "interactive",
        "review",
        "周六上午九点，各自开一盏灯，安静读两小时。读完在群里放一张书的照片。",
        subject="hot_topic",
        aim="emotion",
        need="静不下心读书",
        goal="提高互动",
        tags=("静读",),
    ),
    DemoItem("一位老师的课间书架", "text", "values", "draft", "采访提纲：书从哪里来，孩子们先拿哪一本。"),
    DemoItem("旧书交换日", "text", "interactive", "idea", ""),
)

GIFTS = (
    DemoGift(
        "experience",
        "我给自己定了个规矩：读到想分享的地方就停下来拍一张。三个月攒了四十多张，翻一遍比重读还快。",
        title="拍下想分享的那一页",
    ),
    DemoGift("story", "上周带孩子一起读，他问我翠翠为什么不走。我想了很久，最后我们一起写了一个结尾。"),
    DemoGift(
        "experience",
        "我在通勤路上听，晚上再读一遍纸书。听的时候记人名，读的时候记细节，两遍加起来比以前一遍还省时间。",
        may_publish=None,
        is_thanked=False,
    ),
    DemoGift("suggestion", "能不能每月有一周只读短篇？有时候工作忙，长的追不上。", may_publish=False),
)
