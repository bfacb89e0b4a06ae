"""What the people of the demo say. All invented; the books are classics."""

import random

_NAMES = (
    "苏木 墨白 何夕 阿澄 小满 林舟 知秋 南乔 云深 半夏 陈默 周周 柚子 青禾 安之 子衿 长安 若水 一诺 "
    "木棉 星野 禾苗 晚晴 清欢 鹿鸣 江离 书瑶 思远 乐山 明朗 雨桐 初七 阿远 小鱼 豆豆 拾光 怀瑾 望舒 "
    "景行 嘉言 亦然 静好 九歌 北辰 采薇 扶苏 归雁 海棠 寄北 见山"
)
NAMES = tuple(_NAMES.split())
SURNAMES = "陈林李王张刘周吴郑何"
BOOKS = ("《边城》", "《呼兰河传》", "《围城》", "《小王子》", "《瓦尔登湖》", "《傲慢与偏见》", "《红楼梦》")
FEELINGS = ("很安静", "有点难过", "停不下来", "要慢慢读", "忽然懂了", "想再读一遍", "没有想象中难")
TOPICS = ("开头那一段", "人物的名字", "结尾", "对话", "写景的地方", "译文", "这一章的比喻")

_SAYINGS = (
    "今天读到{book}第{n}章，{feeling}。",
    "{book}的{topic}我划了好几处线，晚点发出来。",
    "我觉得{topic}写得最好，{feeling}。",
    "早上地铁上读了{n}页，{feeling}。",
    "推荐大家对照着读{book}的{topic}。",
    "昨天的讨论我补完了，谢谢整理的同学。",
    "同意，{topic}确实{feeling}。",
    "我摘了一句放在笔记里，周末分享。",
    "读书笔记写了{n}行，算是坚持下来了。",
    "孩子睡了，终于可以读一会儿{book}。",
)
_QUESTIONS = (
    "大家觉得{book}的{topic}该怎么理解？",
    "有人知道{book}哪个版本的{topic}比较好吗？",
    "第{n}章我没读懂，{topic}是什么意思？",
    "这周的共读进度是到第几章呀？",
    "新来的，请问从哪里开始读比较好？",
)
_ANSWERS = (
    "我的理解是{topic}要和前面连起来看。",
    "可以先看第{n}章的注释。",
    "我读的是新版，{topic}挺顺的。",
    "进度在公告里，这周到第{n}章。",
    "从{book}开始就很好，短，而且{feeling}。",
)
_ADVERTS = (
    "兼职日结，在家就能做，加薇信领取资料",
    "出售内部优惠券，点 http://cheap-coupon.example 领取",
    "刷单返利，稳赚不赔，名额有限",
)
LISTED_WORDS = ("兼职日结", "加薇信", "刷单返利", "稳赚不赔")
LISTED_LINKS = ("cheap-coupon.example",)


def saying(rng: random.Random) -> str:
    """An ordinary remark."""
    return _fill(rng, _SAYINGS)


def question(rng: random.Random) -> str:
    """Something that wants an answer."""
    return _fill(rng, _QUESTIONS)


def answer(rng: random.Random) -> str:
    """An answer to about anything."""
    return _fill(rng, _ANSWERS)


def advert(rng: random.Random) -> str:
    """What the rules are there for."""
    return rng.choice(_ADVERTS)


def name(number: int) -> str:
    """A name for the n-th person; after the last one they start again with a surname before them."""
    turn, place = divmod(number, len(NAMES))
    return NAMES[place] if turn == 0 else SURNAMES[(turn - 1) % len(SURNAMES)] + NAMES[place]


def _fill(rng: random.Random, sentences: tuple[str, ...]) -> str:
    return rng.choice(sentences).format(
        book=rng.choice(BOOKS), topic=rng.choice(TOPICS), feeling=rng.choice(FEELINGS), n=rng.randint(2, 30)
    )
