"""The catalogue joined from the rooms' translations is what gettext reads."""

import gettext
import io

import pytest

from tools import messages

PART = """
msgid ""
msgstr "Language: zh_Hans\\n"

# a comment
msgid "Group"
msgstr "群"

msgctxt "verb"
msgid "Group"
msgstr "分组"

msgid "{count} member"
msgid_plural "{count} members"
msgstr[0] "{count} 位成员"

msgid ""
"two "
"lines"
msgstr ""
"两"
"行"

msgid "untranslated"
msgstr ""
"""


def part(directory, name, text):
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_form_of_message_is_found_again(tmp_path):
    joined, conflicts = messages.join([part(tmp_path, "a.po", PART)])
    catalogue = gettext.GNUTranslations(io.BytesIO(messages.compiled(joined)))

    assert conflicts == []
    assert catalogue.gettext("Group") == "群"
    assert catalogue.pgettext("verb", "Group") == "分组"
    assert catalogue.ngettext("{count} member", "{count} members", 5) == "{count} 位成员"
    assert catalogue.gettext("two lines") == "两行"
    assert catalogue.gettext("untranslated") == "untranslated"


def test_two_rooms_that_translate_differently_are_named(tmp_path):
    one = part(tmp_path, "a.po", 'msgid "Post"\nmsgstr "帖子"\n')
    other = part(tmp_path, "b.po", '\nmsgid "Post"\nmsgstr "发布"\n')

    _, conflicts = messages.join([one, other])

    assert conflicts == ["'Post' is '帖子' in a.po:1 but '发布' in b.po:2; give one of them a msgctxt."]


def test_a_line_that_is_no_translation_is_named(tmp_path):
    broken = part(tmp_path, "a.po", 'msgid "Post"\nmsgstr 帖子\n')

    with pytest.raises(SystemExit, match=r"a\.po:2: this line is not part of a translation\."):
        messages.join([broken])
