"""Every word that Linli shows is there in Chinese, with the same blanks to fill in."""

import ast
import io
import re
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from tools import messages

SOURCES = Path("src/linli")
TEMPLATES = sorted(SOURCES.rglob("templates/**/*.html"))
PARTS = sorted(Path("locale/parts").glob("*.po"))
FUNCTIONS = {  # which arguments are the words, and which is their context
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ((0,), None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ((0, 1), None)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1,), 0)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, 2), 0)),
}
OURS = re.compile("邻里|简体中文|中文")
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
BLANK = re.compile(r"%\(\w+\)[.\d]*[a-z]|\{\w+[^}]*\}|(?<!%)%[sd]")


def words_of_python(path):
    """The messages in a module, each with its place; what is put together at run time is not seen."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            texts, context = FUNCTIONS[node.func.id]
            said = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            words = [said[n] for n in texts if n < len(said)]
            if words and all(isinstance(word, str) for word in words):
                prefix = "" if context is None else f"{said[context]}\x04"
                yield prefix + "\0".join(words), f"{path}:{node.lineno}"


def words_of_template(path):
    """The messages in a template. Its Python form is read inside brackets, where indents mean nothing."""
    source = f"({templatize(path.read_text())})"
    for line, found, _, context in extract("python", io.BytesIO(source.encode())):
        text = "\0".join(found) if isinstance(found, tuple) else found
        if text:
            yield (f"{context}\x04{text}" if context else text), f"{path}:{line}"


def used():
    """Every message in Python and in templates, with one place where it is."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        found.update(words_of_python(path))
    for path in TEMPLATES:
        found.update(words_of_template(path))
    return found


def entries():
    return [entry for path in PARTS for entry in messages.read(path)]


def blanks(text):
    return {blank.partition("|")[0].rstrip("}") for blank in BLANK.findall(re.sub(r"%%|\{\{|\}\}", "", text))}


def test_every_word_is_there_in_chinese():
    translated = {entry.key for entry in entries() if entry.translation}

    missing = {word: place for word, place in used().items() if word not in translated}

    assert missing == {}


def test_words_of_templates_and_of_python_are_found():
    places = " ".join(used().values())

    assert places.count(".html:") > 100
    assert places.count(".py:") > 100


def test_no_two_rooms_say_the_same_thing_differently():
    assert messages.join(PARTS)[1] == []


def test_no_translation_is_only_a_guess():
    assert [path.name for path in PARTS if re.search(r"^#,.*fuzzy", path.read_text(), re.MULTILINE)] == []


def test_a_translation_fills_in_what_its_words_fill_in():
    different = [
        entry.place
        for entry in entries()
        if entry.translation
        and blanks(entry.translation)
        not in (blanks(entry.words["msgid"]), blanks(entry.words.get("msgid_plural", entry.words["msgid"])))
    ]

    assert different == []


def test_no_template_has_chinese_words_of_its_own():
    found = {str(path): CJK.findall(OURS.sub("", path.read_text())) for path in TEMPLATES}

    assert {path: words for path, words in found.items() if words} == {}
