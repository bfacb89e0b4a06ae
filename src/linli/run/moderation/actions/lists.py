"""Rule sets and lists as staff write them: open, change, set the mode, add and remove words. All of it is
audited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import audit_values
from linli.run.moderation import folding, rules
from linli.run.moderation.models import ListedWord, RuleSet, WordList
from linli.run.moderation.queries import lists

MOST_AT_ONCE = 20_000
MOST_WORDS = 100_000
_CHANGEABLE = (
    "name",
    "community_id",
    "is_recalling",
    "is_warning",
    "mute_minutes",
    "warning",
    "guard_actions",
    "guard_minutes",
)


class CannotChangeRuleSet(Refusal):
    """A rule set cannot be opened or changed like this."""


class TooManyWords(Refusal):
    """More words than a list or an organisation can hold."""


@dataclass(frozen=True)
class Added:
    """What became of a pasted list: words added, words that were listed already, and those refused with
    why.
    """

    added: int
    repeated: int
    refused: tuple[tuple[str, str], ...]


@transaction.atomic
def open_rule_set(
    *, name: str, community: int | None, by: Actor, at: datetime, mode: str = "observe"
) -> RuleSet:
    """A new rule set with one list each of blocked words, allowed words, blocked domains and allowed
    domains.
    """
    if mode not in rules.MODES:
        raise CannotChangeRuleSet(
            _('A rule set is off, observes or enforces; "{mode}" is none of them.').format(mode=mode)
        )
    try:
        with transaction.atomic():
            made: RuleSet = RuleSet.objects.create(
                name=name, community_id=community, mode=mode, changed_at=at
            )
    except IntegrityError:
        raise CannotChangeRuleSet(
            _('There is a rule set called "{name}" already.').format(name=name)
        ) from None
    WordList.objects.bulk_create(
        WordList(rule_set=made, name=f"{sense} {kind}", sense=sense, kind=kind)
        for sense in rules.SENSES
        for kind in rules.KINDS
    )
    audit.record(
        "moderation.opened", subject=f"rule_set:{made.id}", by=by, at=at, after={"name": name, "mode": mode}
    )
    return made


@transaction.atomic
def set_mode(*, rule_set_id: int, mode: str, by: Actor, at: datetime) -> RuleSet:
    """Switch a rule set off, to observing or to enforcing. Ends a fall-back: a person has looked."""
    rule_set = _locked(rule_set_id)
    if mode not in rules.MODES:
        raise CannotChangeRuleSet(
            _('A rule set is off, observes or enforces; "{mode}" is none of them.').format(mode=mode)
        )
    before = {"mode": rule_set.mode}
    rule_set.mode, rule_set.fell_back_at = mode, None
    _save(rule_set, ["mode", "fell_back_at"], at=at)
    audit.record(
        "moderation.mode_set",
        subject=f"rule_set:{rule_set.id}",
        by=by,
        at=at,
        before=before,
        after={"mode": mode},
    )
    return rule_set


@transaction.atomic
def change_rule_set(*, rule_set_id: int, by: Actor, at: datetime, **changes: object) -> RuleSet:
    """Change what a rule set does and where. Names of fields: see `_CHANGEABLE`; cases keep the version
    they met.
    """
    rule_set = _locked(rule_set_id)
    for name in changes:
        if name not in _CHANGEABLE:
            raise CannotChangeRuleSet(
                _('A rule set has nothing called "{name}" that could be changed.').format(name=name)
            )
    before = audit_values(rule_set, *changes)
    for name, value in changes.items():
        setattr(rule_set, name, value)
    if rule_set.guard_actions < 1 or rule_set.guard_minutes < 1:
        raise CannotChangeRuleSet(_("The rate guard needs at least one action in one minute."))
    _save(rule_set, list(changes), at=at)
    audit.record(
        "moderation.changed",
        subject=f"rule_set:{rule_set.id}",
        by=by,
        at=at,
        before=before,
        after=audit_values(rule_set, *changes),
    )
    return rule_set


@transaction.atomic
def add_words(*, word_list_id: int, text: str, by: Actor, at: datetime, is_whole_word: bool = False) -> Added:
    """Add a pasted list: one word a line or with commas between. Words listed already stay as they are."""
    word_list = lists.get_word_list(word_list_id)
    _locked(word_list.rule_set_id)
    kept, refused = _hosts(text) if word_list.kind == "domains" else _words(text)
    if len(kept) > MOST_AT_ONCE:
        raise TooManyWords(
            _("{count} words were pasted; paste at most {most} at once.").format(
                count=len(kept), most=MOST_AT_ONCE
            )
        )
    if len(kept) + lists.count_words() > MOST_WORDS:
        raise TooManyWords(
            _("An organisation can list {most} words: remove some before adding {count}.").format(
                most=MOST_WORDS, count=len(kept)
            )
        )
    folded = _folded(kept)
    refused += [(word, _("nothing is left of it when it is compared")) for word, form in folded if not form]
    fresh = _unlisted(word_list, folded)
    ListedWord.objects.bulk_create(
        ListedWord(
            word_list=word_list,
            text=word,
            folded=form,
            is_whole_word=is_whole_word,
            added_at=at,
            added_by=by.code,
        )
        for form, word in fresh.items()
    )
    _lists_changed(word_list, "moderation.words_added", list(fresh.values()), by=by, at=at)
    usable = sum(1 for pair in folded if pair[1])
    return Added(len(fresh), usable - len(fresh), tuple(refused))


@transaction.atomic
def remove_words(*, word_list_id: int, word_ids: Sequence[int], by: Actor, at: datetime) -> int:
    """Take words off a list; returns how many were on it."""
    word_list = lists.get_word_list(word_list_id)
    _locked(word_list.rule_set_id)
    found = ListedWord.objects.filter(word_list=word_list, id__in=word_ids)
    words = list(found.values_list("text", flat=True))
    found.delete()
    _lists_changed(word_list, "moderation.words_removed", words, by=by, at=at)
    return len(words)


def _words(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    reasons = {
        "too_short": _("one character matches too much"),
        "too_long": _("longer than {most} characters").format(most=rules.WORD_LENGTHS.stop - 1),
    }
    kept, refused = rules.read_pasted(text)
    return kept, [(word, reasons[problem]) for word, problem in refused]


def _hosts(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    kept, refused = [], []
    for word in dict.fromkeys(text.replace(",", "\n").replace("，", "\n").split()):
        host = rules.host_of(word)
        if host is None:
            refused.append((word[:60], _("not a domain")))
        else:
            kept.append(host)
    return list(dict.fromkeys(kept)), refused


def _folded(words: Sequence[str]) -> list[tuple[str, str]]:
    forms = folding.fold_batch(list(words)).plain.split(folding.SEPARATOR) if words else []
    return list(zip(words, forms, strict=True))


def _unlisted(word_list: WordList, folded: Sequence[tuple[str, str]]) -> dict[str, str]:
    """By folded form, the words the list does not hold yet; of two that fold alike the first."""
    words: dict[str, str] = {}
    for word, form in folded:
        if form:
            words.setdefault(form, word)
    known = set(
        ListedWord.objects.filter(word_list=word_list, folded__in=list(words)).values_list(
            "folded", flat=True
        )
    )
    return {form: word for form, word in words.items() if form not in known}


def _lists_changed(
    word_list: WordList, action: str, words: Sequence[str], *, by: Actor, at: datetime
) -> None:
    if not words:
        return
    RuleSet.objects.filter(id=word_list.rule_set_id).update(
        lists_version=F("lists_version") + 1, version=F("version") + 1, changed_at=at
    )
    audit.record(
        action,
        subject=f"word_list:{word_list.id}",
        by=by,
        at=at,
        after={"count": len(words), "words": list(words[:50])},
    )


def _locked(rule_set_id: int) -> RuleSet:
    found: RuleSet | None = RuleSet.objects.select_for_update().filter(id=rule_set_id).first()
    if found is None:
        raise lists.NoSuchRuleSet(_("There is no rule set {rule_set} here.").format(rule_set=rule_set_id))
    return found


def _save(rule_set: RuleSet, names: Sequence[str], *, at: datetime) -> None:
    rule_set.version += 1
    rule_set.changed_at = at
    try:
        with transaction.atomic():
            rule_set.save(update_fields=[*names, "version", "changed_at"])
    except IntegrityError:
        raise CannotChangeRuleSet(
            _('There is a rule set called "{name}" already.').format(name=rule_set.name)
        ) from None
