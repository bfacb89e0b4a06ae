import re
from pathlib import Path

import pytest

import linli.faces

FACES = Path(linli.faces.__file__).parent
TOKENS = (FACES / "ui" / "static" / "ui" / "tokens.css").read_text()
SOURCES = sorted(
    path
    for kind in ("css", "js", "html")
    for path in FACES.rglob(f"*.{kind}")
    if path.name != "tokens.css" and "node_modules" not in path.parts
)
TEMPLATES = [path for path in SOURCES if path.suffix == ".html"]

LITERAL_COLOUR = re.compile(
    r"(?<!&)#[0-9a-fA-F]{3,8}\b(?![-\w])|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\("
    r"|(?<=[:\s])(?:white|black|red|green|blue|gray|grey|orange)(?=\s*[;}])"
)
INLINE = re.compile(r"""\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)[^>]*>|<style[\s>]""")
IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uff01-\uff5e]")
WITH_OWN_STYLE = {"offline.html"}


def literal_colours(path):
    text = path.read_text()
    if path.suffix == ".html":
        text = re.sub(r'(?:href|action|hx-target|url)\s*=?\s*"#[^"]*"', "", text)
    return LITERAL_COLOUR.findall(text)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FACES)))
def test_no_colour_stands_outside_the_tokens(path):
    assert literal_colours(path) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FACES)))
def test_templates_hold_no_inline_style_script_or_handler(path):
    if path.name in WITH_OWN_STYLE:
        return

    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FACES)))
def test_templates_hold_no_chinese(path):
    assert IDEOGRAPH.findall(path.read_text()) == []


def test_the_search_for_colours_finds_every_way_of_writing_one(tmp_path):
    sheet = tmp_path / "x.css"
    sheet.write_text(
        "a{color:#fff}b{color:rgb(1 2 3)}c{color:white;}d{color:oklch(1 0 0)}e{color:var(--ll-ink)}"
    )

    assert len(literal_colours(sheet)) == 4


def colour(name):
    return re.search(rf"--ll-{name}: (#[0-9a-f]{{3,6}});", TOKENS)[1]


def luminance(value):
    digits = value.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    light, dark = sorted((luminance(colour(first)), luminance(colour(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


HUES = ("green", "amber", "rose", "sky", "violet", "grey")
READ_ON = [
    *[(f"{hue}-ink", f"{hue}-tint") for hue in HUES],
    *[("muted", f"{hue}-tint") for hue in HUES],
    *[("ink", f"heat-{step}") for step in range(6)],
    *[("on-colour", f"heat-{step}") for step in range(6, 10)],
    *[("on-colour", name) for name in ("green", "green-strong", "rose", "hero-from", "hero-to")],
    *[("muted", name) for name in ("ground", "surface", "sunken", "hover")],
    ("faint", "surface"),
    ("hero-soft", "hero-to"),
    ("gold-ink", "gold"),
]


@pytest.mark.parametrize(("words", "ground"), READ_ON)
def test_words_are_readable_on_their_ground(words, ground):
    assert contrast(words, ground) >= 4.5


def test_every_colour_that_a_stylesheet_names_is_a_token():
    named = {
        name
        for path in SOURCES
        if path.suffix in {".css", ".js"}
        for name in re.findall(r"--ll-[\w-]+", path.read_text())
    }

    assert sorted(name for name in named if f"{name}:" not in TOKENS) == []
