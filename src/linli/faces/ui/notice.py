"""The notice about data as pages show it: when applying, when joining, and on the page of one's data."""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from linli.faces.ui.words import role_name
from linli.kernel.orgs.rules import GRANTS, Permission, Role
from linli.people.consent import rules
from linli.people.consent.queries import notices


@dataclass(frozen=True)
class Shown:
    """A kind of data with everything in words."""

    data: str
    why: str
    how_long: str
    who: str


@dataclass(frozen=True)
class NoticeOfData:
    """The table, the organisation's own words, and whom to ask."""

    lines: list[Shown]
    words: str
    contact: str


def notice() -> NoticeOfData:
    """The notice of the organisation in scope; two queries. Show it with `ui/parts/notice_of_data.html`."""
    added = notices.current()
    words = rules.spoken(added.words_zh, added.words_en, get_language() or "zh-hans")
    lines = [Shown(one.data, one.why, _how_long(one.days), _who(one.who)) for one in notices.lines()]
    return NoticeOfData(lines, words, added.contact)


def _how_long(days: int | None) -> str:
    if days is None:
        return gettext("until you ask to be erased")
    return gettext("{n} days").format(n=days)


def _who(code: str) -> str:
    if code == "members":
        return gettext("the people in the group, and the team")
    if code == "team":
        return gettext("the team of the community")
    roles = [role_name(role) for role in Role if Permission.PERSONAL_SEE in GRANTS[role]]
    return gettext("of the team: {roles}").format(roles=gettext(", ").join(roles))
