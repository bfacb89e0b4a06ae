"""Who wanted Linli to say something, in words for members."""

import re

from django.utils.translation import gettext as _

_PLAYBOOK = re.compile(r"playbook (?P<name>[^/]+?)(?: / .*)?$")
_RULES = re.compile(r"rule set (?P<name>.+)$")


def words_of(source: str) -> str:
    """The source of a message (“playbook newcomer-7d / step welcome”) as a member reads it; what is not known stands as it is."""
    if found := _PLAYBOOK.match(source):
        return _("Playbook {name}").format(name=found["name"])
    if found := _RULES.match(source):
        return _("Rules: {name}").format(name=found["name"])
    return _("Check-in") if source == "check-in" else source
