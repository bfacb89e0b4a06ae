"""Rule sets and their lists, for the pages that show and change them."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.run.moderation.models import ListedWord, RuleSet, WordList


class NoSuchRuleSet(Refusal):
    """There is no rule set of this number in this organisation."""


class NoSuchWordList(Refusal):
    """There is no word list of this number in this organisation."""


def rule_sets() -> QuerySet[RuleSet]:
    """Every rule set, by name."""
    return RuleSet.objects.order_by("name", "id")


def get_rule_set(rule_set_id: int) -> RuleSet:
    """One rule set, or NoSuchRuleSet."""
    found: RuleSet | None = RuleSet.objects.filter(id=rule_set_id).first()
    if found is None:
        raise NoSuchRuleSet(_("There is no rule set {rule_set} here.").format(rule_set=rule_set_id))
    return found


def word_lists(rule_set_id: int) -> QuerySet[WordList]:
    """The lists of a rule set with their sizes (`size`), by name."""
    found: QuerySet[WordList] = WordList.objects.filter(rule_set_id=rule_set_id)
    return found.annotate(size=Count("words")).order_by("name", "id")


def get_word_list(word_list_id: int) -> WordList:
    """One list with its rule set, or NoSuchWordList."""
    found: WordList | None = WordList.objects.select_related("rule_set").filter(id=word_list_id).first()
    if found is None:
        raise NoSuchWordList(_("There is no word list {word_list} here.").format(word_list=word_list_id))
    return found


def words_of(word_list_id: int, *, containing: str = "") -> QuerySet[ListedWord]:
    """The words of a list, newest first."""
    found = ListedWord.objects.filter(word_list_id=word_list_id)
    if containing:
        found = found.filter(text__icontains=containing)
    return found.order_by("-added_at", "-id")


def count_words() -> int:
    """How many words and domains the organisation has listed."""
    return int(ListedWord.objects.count())
