"""Every word these rooms show has its Chinese, with the same places to fill in."""

import ast
import re
from pathlib import Path

import pytest

ROOMS = {
    "people": sorted(Path("src/linli/people").rglob("*.py")),
    "orgs": sorted(Path("src/linli/kernel/orgs").rglob("*.py")),
}
PLACE = re.compile(r"%\(\w+\)s")


def words_in(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield node.args[0].value


def catalogue(parts="*"):
    texts = [path.read_text() for path in sorted(Path("locale/parts").glob(f"{parts}.po"))]
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', "\n".join(texts), re.MULTILINE))


@pytest.mark.parametrize("room", ROOMS)
def test_every_word_has_its_chinese(room):
    said = {word for path in ROOMS[room] for word in words_in(path)}

    assert len(said) > 15
    assert sorted(said - set(catalogue())) == []


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_fill_in_the_same(room):
    for english, chinese in catalogue(room).items():
        assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(chinese)), english
