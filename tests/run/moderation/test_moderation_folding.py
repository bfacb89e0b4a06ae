"""One spelling for everything that reads the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.run.moderation import folding

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\U000e0041"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＶＸ：ａｂｃ１２３", "vx:abc123"),
        ("加\u200b微\u200d信\ufeff", "加微信"),
        ("繁體中文廣告加我微信領取", "繁体中文广告加我微信领取"),
        ("Ｗｅ\u200bＣｈａｔ 領\u2060錢", "wechat 领钱"),
        ("①②③", "123"),
        ("⑩㎏ﬁ", "10kgfi"),
        ("cafe\u0301", "café"),
        ("微\u0336信\u0336", "微信"),
        ("ＳＴＲＡẞＥ Straße", "strasse strasse"),
        ("ｶﾞ", "ガ"),
        ("百度。com……", "百度.com……"),
        ("", ""),
    ],
)
def test_what_reads_the_same_is_written_the_same(written, folded):
    assert folding.fold(written) == folded


@pytest.mark.parametrize(
    ("written", "squeezed"),
    [
        ("加 我，微-信", "加我微信"),
        ("加…我!!微❤信", "加我微信"),
        ("加 v 信", "加 v 信"),
        ("hello, world", "hello, world"),
        (" 加我 ", " 加我 "),
        ("买，2个", "买,2个"),
    ],
)
def test_spaces_and_punctuation_go_only_between_two_ideographs(written, squeezed):
    assert folding.squeeze(written) == squeezed


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8))
def test_a_text_folds_the_same_alone_and_in_a_batch(texts):
    batch = folding.fold_batch(texts)

    assert [batch.text(index) for index in range(len(texts))] == [folding.fold(text) for text in texts]
    assert [batch.index_of(int(start)) for start in batch.starts[:-1]] == list(range(len(texts)))


def test_every_character_folds_once_and_for_all():
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    once = folding.fold_batch(characters).plain.split(folding.SEPARATOR)
    twice = folding.fold_batch(once).plain.split(folding.SEPARATOR)

    assert [(a, b, c) for a, b, c in zip(characters, once, twice, strict=True) if b != c] == []


@given(
    st.text(alphabet=st.characters(max_codepoint=0x2FFFF, exclude_categories=["Cs", "Cn", "Co"]), max_size=12)
)
def test_folding_twice_is_folding_once(text):
    once = folding.fold(text)

    assert folding.fold(once) == once


@given(st.text(alphabet=st.characters(max_codepoint=0x17F), max_size=20))
def test_for_latin_text_folding_is_nfkc_and_casefold_without_the_unseen(text):
    text = text.replace(folding.SEPARATOR, " ")
    by_the_book = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    unseen = {"\u00ad", *(chr(code) for code in range(0x300, 0x370)), "\x00"}

    assert folding.fold(text) == "".join(one for one in by_the_book if one not in unseen)


@given(
    st.text(alphabet="加我微信vx领取 ，。", max_size=20),
    st.lists(st.sampled_from(ZERO_WIDTH), max_size=10),
    st.data(),
)
def test_what_nobody_sees_changes_nothing(text, unseen, data):
    noisy = list(text)
    for one in unseen:
        noisy.insert(data.draw(st.integers(0, len(noisy))), one)

    assert folding.fold("".join(noisy)) == folding.fold(text)
