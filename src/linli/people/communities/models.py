"""Communities, the groups they live in, their rules and announcements."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.people.communities.rules import Stage


class Community(TenantModel):
    """A community: what it is for, its clock, where it stands in its life."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, allow_unicode=True)
    purpose = models.TextField(blank=True, default="")
    zone = models.CharField(max_length=60, default="Asia/Shanghai")
    language = models.CharField(max_length=10, default="zh-hans")
    stage = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Stage], default=Stage.STARTUP
    )
    announcement = models.TextField(blank=True, default="")
    announcement_version = models.IntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "slug"], name="community_slug"),
            models.UniqueConstraint(fields=["org", "name"], name="community_name"),
        ]
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return self.name


class Group(TenantModel):
    """One chat group of a community, wherever it lives. Its platform address is the gateway's."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)
    capacity = models.PositiveIntegerField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "name"], name="group_name")]

    def __str__(self) -> str:
        return self.name


class RuleBook(TenantModel):
    """A published wording of a community's rules; older versions stay."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="rule_books")
    version = models.IntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "version"], name="rules_version")
        ]

    def __str__(self) -> str:
        return f"rules {self.version} of {self.community_id}"


class HistoryImport(TenantModel):
    """One reading of a chat-history file into a community; `position` says how many records are safely in."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="imports")
    channel_id = models.BigIntegerField()
    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    position = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    not_understood = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "fingerprint"], name="imports_of_file")]

    def __str__(self) -> str:
        return f"{self.file_name} into {self.community_id}"
