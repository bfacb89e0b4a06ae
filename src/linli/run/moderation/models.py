"""Rule sets, the words and domains they look for, and cases: what a rule saw and what was done about it."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.run.moderation.rules import KINDS, MODES, SENSES


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class RuleSet(TenantModel):
    """What to look for and what to do about it, in one community or (community null) in all of them.

    `guard_actions` in `guard_minutes` is the rate guard: one more and the rule set only observes until a
    person has looked (`fell_back_at`). `version` rises with every change, `lists_version` with every change
    of the words.
    """

    name = models.CharField(max_length=80)
    community_id = models.BigIntegerField(null=True)
    mode = models.CharField(max_length=8, choices=_choices(MODES), default="observe")
    is_recalling = models.BooleanField(default=True)
    is_warning = models.BooleanField(default=True)
    mute_minutes = models.PositiveIntegerField(default=0)
    warning = models.CharField(max_length=300, blank=True, default="")
    guard_actions = models.PositiveIntegerField(default=30)
    guard_minutes = models.PositiveIntegerField(default=10)
    fell_back_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    lists_version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name"], name="rule_set_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def measures(self) -> list[str]:
        """What enforcing does: a list of "recall", "warn", "mute"."""
        wanted = {"recall": self.is_recalling, "warn": self.is_warning, "mute": self.mute_minutes > 0}
        return [measure for measure, is_wanted in wanted.items() if is_wanted]


class WordList(TenantModel):
    """Words or domains of a rule set, to block or to allow. Allowed beats blocked."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="lists")
    name = models.CharField(max_length=80)
    sense = models.CharField(max_length=6, choices=_choices(SENSES), default="block")
    kind = models.CharField(max_length=8, choices=_choices(KINDS), default="words")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule_set", "name"], name="word_list_name")]

    def __str__(self) -> str:
        return self.name


class ListedWord(TenantModel):
    """A word as somebody typed it, and folded as it is compared."""

    word_list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="words")
    text = models.CharField(max_length=120)
    folded = models.CharField(max_length=240)
    is_whole_word = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["word_list", "folded"], name="listed_word_once")
        ]

    def __str__(self) -> str:
        return self.text


class Case(TenantModel):
    """One message that matched one rule set, or one measure a person ordered (`rule_set` null).

    `matched` lists the words as they were typed into the list; `excerpt` is the folded text around them.
    `effects` holds the keys of the planned effects. `is_alert` marks the case that made the rule set fall
    back to observing.
    """

    rule_set = models.ForeignKey(RuleSet, null=True, on_delete=models.SET_NULL, related_name="+")
    rule_version = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=200, blank=True, default="")
    community_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    message = models.CharField(max_length=255, blank=True, default="")
    event = models.UUIDField(null=True)
    is_edit = models.BooleanField(default=False)
    matched = models.JSONField(default=list)
    excerpt = models.CharField(max_length=400, blank=True, default="")
    mode = models.CharField(max_length=8, choices=_choices(MODES))
    would = models.CharField(max_length=40, blank=True, default="")
    done = models.JSONField(default=list)
    effects = models.JSONField(default=list)
    muted_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    is_alert = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.CharField(max_length=80, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule_set", "group_id", "message"],
                condition=models.Q(rule_set__isnull=False),
                name="case_once",
            ),
            models.UniqueConstraint(fields=["org", "key"], condition=~models.Q(key=""), name="case_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "-found_at"], name="cases_recent"),
            models.Index(fields=["rule_set", "-found_at"], name="cases_of_rule_set"),
            models.Index(fields=["member_id"], name="cases_of_member"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"
