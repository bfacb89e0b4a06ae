"""Members: one row a person, their names over time, their place in each group, their tags."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel


class Member(TenantModel):
    """A person. The id is set aside by the gateway when a platform account is first seen.

    `sort_key` is the name in pinyin, for lists. A row with `merged_into` is a pointer: lists leave it out.
    """

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_collation="C", default="")
    is_bot = models.BooleanField(default=False)
    is_operator = models.BooleanField(default=False)
    zone = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    first_seen_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["org", "sort_key", "id"],
                include=["name"],
                condition=models.Q(merged_into=None),
                name="members_by_name",
            ),
            models.Index(
                fields=["id"], condition=models.Q(merged_into__isnull=False), name="members_merged_away"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Nickname(TenantModel):
    """A name a member was seen under, and since when."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="nicknames")
    identity_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identity_id", "since"], name="nickname_once")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """One stay of a member in a group; coming back opens the next stay."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )  # the constraint membership_stay is the index
    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField()
    stay = models.IntegerField(default=1)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    leave_reason = models.CharField(max_length=12, blank=True, default="")
    last_spoke_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "group_id", "stay"], name="membership_stay"),
            models.UniqueConstraint(
                fields=["member", "group_id"], condition=models.Q(left_at=None), name="one_open_stay"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["group_id", "joined_at"], name="membership_of_group")]

    def __str__(self) -> str:
        return f"{self.member_id} in group {self.group_id}"


class Tag(TenantModel):
    """A word put on a member by a person or a playbook."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)
    since = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "name"], name="tag_once")]
        indexes: ClassVar = [models.Index(fields=["org", "name"], name="members_of_tag")]

    def __str__(self) -> str:
        return self.name


class Merge(TenantModel):
    """Who was merged into whom; `moved` holds what is needed to take it back (see `actions/merging.py`)."""

    kept = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at=None), name="merged_away_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"
