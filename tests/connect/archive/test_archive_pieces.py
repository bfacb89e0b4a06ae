"""The record cutter: whatever the layout and however the bytes arrive, each record comes out whole."""

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from linli.connect.adapters.archive import pieces

ROOT_AND_MESSAGES = frozenset({"", "messages"})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


class Dripping(io.BytesIO):
    """A stream that never hands out more than a few bytes at once."""

    def __init__(self, raw, size):
        super().__init__(raw)
        self.size = size

    def read(self, size=-1):
        return super().read(self.size)


def cut(text, *, drip=1 << 20, containers=ROOT_AND_MESSAGES):
    raw = text if isinstance(text, bytes) else text.encode()
    return list(pieces.walk(Dripping(raw, drip), containers))


@given(
    messages=st.lists(VALUES, max_size=6), name=st.text(), number=st.integers(),
    indent=st.sampled_from([None, 0, 1]), escape=st.booleans(), drip=st.integers(1, 40),
)  # fmt: skip
def test_any_document_is_cut_into_the_values_it_holds(messages, name, number, indent, escape, drip):
    document = {"name": name, "info": {"deep": [name]}, "messages": messages, "number": number}

    found = cut(
        json.dumps(document, indent=indent, ensure_ascii=escape).encode("utf-8", "replace"), drip=drip
    )

    values = [(one.path, json.loads(one.raw)) for one in found if not one.opens]
    expected = json.loads(json.dumps(document, ensure_ascii=escape).encode("utf-8", "replace"))
    containers = [value for value in expected["messages"] if isinstance(value, list | dict)]
    assert not [one for one in found if one.trouble]
    assert [value for path, value in values if path == "name"] == [expected["name"]]
    assert [value for path, value in values if path == "info"] == [expected["info"]]
    assert [value for path, value in values if path == "number"] == [number]
    assert [value for path, value in values if path == "messages.item"] == expected["messages"]
    assert [one.path for one in found if one.opens] == ["", "messages"]
    assert len(containers) <= len(values)


def test_each_record_carries_its_line():
    found = cut('{\n "messages": [\n  {"id": 1},\n  {"id":\n 2},\n\n  {"id": 3}\n ]\n}')

    assert [(one.line, one.raw) for one in found if one.path == "messages.item"] == [
        (3, b'{"id": 1}'),
        (4, b'{"id":\n 2}'),
        (7, b'{"id": 3}'),
    ]


def test_a_record_that_breaks_off_is_named_once_and_those_before_it_are_whole():
    found = cut('{"messages": [\n{"id": 1},\n{"id": 2, "text": "never end')

    assert [one.raw for one in found if one.path == "messages.item" and not one.trouble] == [b'{"id": 1}']
    assert [(one.line, one.trouble) for one in found if one.trouble] == [(3, pieces.BREAKS_OFF)]


def test_an_unclosed_list_is_trouble_even_after_a_whole_record():
    found = cut('{"messages": [\n{"id": 1}\n')

    assert [one.trouble for one in found if one.trouble] == [pieces.BREAKS_OFF]


def test_brackets_that_do_not_match_end_the_reading():
    found = cut('{"messages": [\n{"id": 1}\n}')

    assert [(one.line, one.trouble) for one in found if one.trouble] == [
        (2, "The brackets of the file do not match here.")
    ]


def test_a_record_too_large_to_hold_is_named_and_the_next_one_is_read():
    huge = '{"id": 1, "text": "%s \\" } ] {"}' % ("x" * 3_000_000)
    many = '{"id": 2, "list": [' + ",".join(["[1]"] * 600_000) + "]}"

    found = cut('{"messages": [\n' + huge + ",\n" + many + ',\n{"id": 3}\n]}', drip=100_000)

    items = [one for one in found if one.path == "messages.item"]
    assert [(one.line, one.trouble) for one in items] == [
        (2, pieces.TOO_LARGE),
        (3, pieces.TOO_LARGE),
        (4, ""),
    ]
    assert items[0].raw.startswith(b'{"id": 1, "text": "xxx')
    assert max(len(one.raw) for one in items) <= 480


def test_a_huge_value_before_the_records_does_not_hide_them():
    found = cut('{"about": "%s", "messages": [{"id": 1}]}' % ("y" * 2_500_000), drip=100_000)

    assert [one.trouble for one in found if one.trouble] == [pieces.TOO_LARGE]
    assert [one.raw for one in found if one.path == "messages.item"] == [b'{"id": 1}']


def test_broken_escapes_become_valid_ones_and_honest_backslashes_stay():
    assert pieces.repaired(rb'"\x07 a"') == rb'"\u0007 a"'
    assert pieces.repaired(rb'"\\x07"') == rb'"\\x07"'
    assert pieces.repaired(rb'"\\\x1F"') == rb'"\\\u001F"'
    assert pieces.repaired(rb'"\x01\x02"') == rb'"\u0001\u0002"'
