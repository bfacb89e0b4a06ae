"""The rule sets of a community's own, copied to a new community that is set up like it."""

from datetime import datetime

from django.db import transaction

from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.moderation.models import ListedWord, RuleSet, WordList

COPIED = ("mode", "is_recalling", "is_warning", "mute_minutes", "warning", "guard_actions", "guard_minutes")
LONGEST_NAME = 80


@transaction.atomic
def copy_rule_sets(source: int, target: int, *, by: Actor, at: datetime) -> None:
    """Each rule set with its lists and words; its name gets the target's number, since names are unique.

    What the target has under that name already stays as it is. Rule sets for everywhere need no copy.
    """
    for one in RuleSet.objects.filter(community_id=source).order_by("id"):
        mark = f" · {target}"
        name = f"{one.name[: LONGEST_NAME - len(mark)]}{mark}"
        settings = {field: getattr(one, field) for field in COPIED}
        made, is_new = RuleSet.objects.get_or_create(
            name=name, defaults={"community_id": target, "changed_at": at, **settings}
        )
        if is_new:
            _copy_lists(one, made, by=by, at=at)
            after = {"source": one.id, "community": target, "mode": made.mode}
            audit.record("moderation.rules_copied", subject=f"rule_set:{made.id}", by=by, at=at, after=after)


def _copy_lists(source: RuleSet, target: RuleSet, *, by: Actor, at: datetime) -> None:
    for listed in WordList.objects.filter(rule_set=source).order_by("id"):
        made = WordList.objects.create(
            rule_set=target, name=listed.name, sense=listed.sense, kind=listed.kind
        )
        ListedWord.objects.bulk_create(
            ListedWord(
                word_list=made,
                text=word.text,
                folded=word.folded,
                is_whole_word=word.is_whole_word,
                added_at=at,
                added_by=by.code,
            )
            for word in ListedWord.objects.filter(word_list=listed).order_by("id")
        )
