"""Who looked at whose data, and how values look to those who may not see them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.orgs import actor
from linli.people.consent import masking
from linli.people.consent.actions import watching
from linli.people.consent.queries import watching as looks


def test_an_hour_of_looking_is_one_line_that_counts(cast):
    for minute in (0, 10, 20, 70):
        at = cast.at + timedelta(minutes=minute)
        watching.note_access([cast.su.id, cast.momo.id], by=cast.by_lin, at=at, why="page")
    watching.note_access([cast.su.id], by=cast.by_cheng, at=cast.at, why="export")

    found = [(one.actor, one.why, one.times) for one in looks.looks_at([cast.su.id])]
    assert found == [
        (cast.by_lin.code, "page", 1),
        (cast.by_lin.code, "page", 3),
        (cast.by_cheng.code, "export", 1),
    ]
    assert len(looks.recent_looks()) == 5


def test_looking_at_oneself_is_nobody_looking(cast):
    watching.note_access([cast.su.id], by=actor.member(cast.su.id), at=cast.at, why="page")

    assert looks.looks_at([cast.su.id]) == []


@pytest.mark.parametrize(
    ("value", "kind", "seen"),
    [
        ("13812345678", "phone", "138******78"),
        ("lin@example.com", "email", "l**@example.com"),
        ("a@b.cn", "email", "*@b.cn"),
        ("苏晓", "name", "苏*"),
        ("苏", "name", "*"),
        ("110101199003071234", "id_number", "1****************4"),
        ("wxid_abc", "account", "wx******"),
        ("悄悄话", "text", "***"),
        ("  ", "phone", ""),
        ("12", "phone", "1*"),
    ],
)
def test_masks(value, kind, seen):
    assert masking.mask(value, kind) == seen


@given(st.text(min_size=1, max_size=40), st.sampled_from(list(masking.Kind)))
def test_a_mask_never_shows_more_than_half(value, kind):
    seen = masking.mask(value, kind)

    text = value.strip()
    name = text.rpartition("@")[0] if kind == "email" and "@" in text else text
    shown = seen.rpartition("@")[0] if kind == "email" and "@" in text else seen
    assert len(shown) == len(name)
    assert shown.count("*") >= (len(name) + 1) // 2
