"""What a column of a file means, by its heading in Chinese, English or by code."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

OWN = {
    "id": ("id", "memberid", "编号", "成员编号", "成员id"),
    "name": ("name", "membername", "姓名", "名字", "成员", "昵称", "群昵称", "成员昵称"),
    "channel": ("channel", "platform", "渠道", "平台"),
    "account": ("account", "accountid", "useraccount", "账号", "帐号", "平台账号", "用户id"),
}
FIELD = "field:"


class TwiceTheSame(ValueError):
    """Two headings that mean the same."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one, other)
        self.one, self.other = one, other


def plain(heading: str) -> str:
    """A heading without case, spaces, signs and what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"[(\[【].*?[)\]】]", "", text)
    return "".join(sign for sign in text if sign.isalnum())


def meanings(headings: Sequence[str], fields: Mapping[str, str]) -> list[str]:
    """For every heading "id", "name", "channel", "account", "field:<code>", or "" when it says nothing to us.

    `fields` leads from the plain names of fields to their codes; a field beats a word of our own, except for
    ids and accounts. Raises TwiceTheSame.
    """
    own = {word: meaning for meaning, words in OWN.items() for word in words}
    found: list[str] = []
    for heading in headings:
        word = plain(heading)
        if own.get(word) in {"id", "channel", "account"} or (word in own and word not in fields):
            found.append(own[word])
        else:
            found.append(f"{FIELD}{fields[word]}" if word in fields else "")
    for number, meaning in enumerate(found):
        if meaning and meaning in found[:number]:
            raise TwiceTheSame(headings[found.index(meaning)], headings[number])
    return found
