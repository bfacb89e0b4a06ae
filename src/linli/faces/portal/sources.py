"""Who wanted Linli to say something, in words for members."""

import re

from django.utils.translation import gettext as _

_PLAYBOOK = re.compile(r"playbook (?P<name>[^/]+?)(?: / .*)?$")
_RULES = re.compile(r"rule set (?P<name>.+)$")


def words_of(source: str) -> str:
    """A source ("playbook newcomer-7d / step welcome") for members; others stay as they are."""
    if found := _PLAYBOOK.match(source):
        return _("Playbook {name}").format(name=found["name"])
    if found := _RULES.match(source):
        return _("Rules: {name}").format(name=found["name"])
    return _("Check-in") if source == "check-in" else source
