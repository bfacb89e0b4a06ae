"""Words and links, found however they are dressed up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.run.moderation import folding
from linli.run.moderation.matching import Matcher, Word

BLOCK = 1
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"


def word(text, **more):
    return Word(BLOCK, text, folding.fold(text), **more)


def found(matcher, *texts):
    return [(hit.text, hit.word) for hit in sorted(matcher.find(folding.fold_batch(texts)))]


@pytest.mark.parametrize(
    "text",
    [
        "想赚钱的加微信找我",
        "想賺錢的加微信找我",
        "加\u200b微\u200b信",
        "加 微 信",
        "加，微。信！",
        "加❤微❤信",
        "加\n微\n信",
    ],
)
def test_a_listed_word_is_found_in_every_dress(text):
    assert found(Matcher([word("加微信")]), text) == [(0, "加微信")]


def test_traditional_in_the_list_finds_simplified_in_the_text():
    assert found(Matcher([word("賺錢")]), "兼职赚钱") == [(0, "賺錢")]


def test_matches_do_not_cross_from_one_message_to_the_next():
    assert found(Matcher([word("微信")]), "加微", "信我") == []


def test_each_match_is_given_to_its_message():
    matcher = Matcher([word("微信"), word("兼职")])

    assert found(matcher, "早上好", "兼职加微信", "", "微信") == [(1, "兼职"), (1, "微信"), (3, "微信")]


def test_an_allowed_phrase_beats_the_blocked_word_inside_it():
    matcher = Matcher([word("微信"), word("微信读书", is_allowed=True)])

    assert found(matcher, "我在用微信读书", "加微信读书吧,微信聊") == [(1, "微信")]


def test_an_allowed_phrase_of_another_rule_set_changes_nothing():
    matcher = Matcher([word("微信"), Word(2, "微信读书", "微信读书", is_allowed=True)])

    assert found(matcher, "微信读书") == [(0, "微信")]


@pytest.mark.parametrize(
    ("text", "hits"),
    [("an ad here", 1), ("bad", 0), ("AD!", 1), ("这是ad哦", 1), ("ads", 0), ("ad", 1), ("ad2", 0)],
)
def test_a_whole_word_stands_alone(text, hits):
    assert len(found(Matcher([word("ad", is_whole_word=True)]), text)) == hits


def test_a_phrase_with_its_own_punctuation_is_matched_as_written():
    matcher = Matcher([word("加V,送礼"), word("$$$"), word("微❤信")])

    assert found(matcher, "加v,送礼啦") == [(0, "加V,送礼")]
    assert found(matcher, "加v送礼") == []
    assert found(matcher, "好$$$好") == [(0, "$$$")]
    assert found(matcher, "微信") == []


def test_places_point_into_the_folded_text_of_the_message():
    batch = folding.fold_batch(["早", "今天Ｖ:加，微 信好吗"])
    [hit] = Matcher([word("加微信")]).find(batch)

    assert batch.text(1)[hit.start : hit.end] == "加,微 信"


def domains(*blocked, allowed=()):
    return Matcher([], [word(one) for one in blocked] + [word(one, is_allowed=True) for one in allowed])


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("看 https://shop.bad.com/x?y=1 啊", ["shop.bad.com"]),
        ("BAD。com便宜", ["bad.com"]),
        ("ｂａｄ．ｃｏｍ", ["bad.com"]),
        ("ba\u200bd.com,BAD.COM", ["bad.com", "bad.com"]),
        ("notbad.com", []),
        ("bad.com.cn", []),
        ("bad.company", []),
        ("版本 1.2.3", []),
    ],
)
def test_a_listed_domain_is_found_with_everything_below_it(text, hosts):
    assert [name for _, name in found(domains("bad.com"), text)] == hosts


def test_a_star_blocks_every_link_but_the_allowed():
    matcher = domains("*", allowed=["linli.example.org"])

    texts = ["www.any.site/x", "https://docs.linli.example.org/1", "main.py 里第 3.14 行", "http://x.python"]
    assert found(matcher, *texts) == [(0, "www.any.site"), (3, "x.python")]


@given(
    planted=st.text(alphabet="加微信领取兼职赚钱代购刷单", min_size=2, max_size=6),
    before=st.text(alphabet="今天天气真好吃饭abc，。 ", max_size=12),
    after=st.text(alphabet="今天天气真好吃饭abc，。 ", max_size=12),
    data=st.data(),
)
def test_a_planted_word_is_always_found_through_noise(planted, before, after, data):
    noise = st.text(alphabet=ZERO_WIDTH + " ，。*_-❤\n", max_size=3)
    dressed = planted[0] + "".join(data.draw(noise) + one for one in planted[1:])

    assert found(Matcher([word(planted)]), "别的话", before + dressed + after)[0] == (1, planted)
