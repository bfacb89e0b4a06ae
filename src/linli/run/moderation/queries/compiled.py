"""The rule sets of an organisation and their words, compiled once for each version of the lists."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from linli.kernel.orgs import scope
from linli.run.moderation.matching import Matcher, Word
from linli.run.moderation.models import ListedWord, RuleSet

_KEPT = 64
_Versions = tuple[tuple[int, int], ...]
_compiled: "OrderedDict[int, tuple[_Versions, Matcher]]" = OrderedDict()
_lock = threading.Lock()


def working_rule_sets() -> list[RuleSet]:
    """Every rule set that observes or enforces, oldest first."""
    return list(RuleSet.objects.exclude(mode="off").order_by("id"))


def get_matcher(rule_sets: Sequence[RuleSet]) -> Matcher:
    """The compiled lists of these rule sets, from memory unless a list has changed since."""
    org = scope.org_id()
    versions = tuple((rule_set.id, rule_set.lists_version) for rule_set in rule_sets)
    with _lock:
        known = _compiled.get(org)
        if known and known[0] == versions:
            _compiled.move_to_end(org)
            return known[1]
    matcher = _compile([rule_set.id for rule_set in rule_sets])
    with _lock:
        _compiled[org] = (versions, matcher)
        _compiled.move_to_end(org)
        while len(_compiled) > _KEPT:
            _compiled.popitem(last=False)
    return matcher


def _compile(rule_sets: Sequence[int]) -> Matcher:
    rows = ListedWord.objects.filter(word_list__rule_set__in=rule_sets).values_list(
        "word_list__kind", "word_list__rule_set_id", "text", "folded", "word_list__sense", "is_whole_word"
    )
    words: dict[str, list[Word]] = {"words": [], "domains": []}
    for kind, rule_set, text, folded, sense, is_whole_word in rows.order_by("id"):
        words[kind].append(Word(rule_set, text, folded, sense == "allow", is_whole_word))
    return Matcher(words["words"], words["domains"])
