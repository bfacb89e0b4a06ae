"""Communities, their groups, rules and types; the paths between them, and the places where they meet."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.people.communities.rules import HANDOVER_STATES, Stage


class Community(TenantModel):
    """A community: what it is for, its clock, where it stands in its life.

    type_code     a preset's or the organisation's own type; `type_label` is what people call it instead
    side          "b" or "c": whom it serves, "" where nobody said
    from_stage    where it takes people up on the path attention … share, and `to_stage` where it leads
    capacity      the most people it wants; `growth` says "unlimited" or "capped"
    policy        threshold, operation, kpis, columns, playbooks, staff_ratio: first the type's, then its own
    brand         hue, tone, claims, dos, donts;  `structure`: categories, specials, topics
    pilot         {"criteria": [{"figure": name, "at_least": number}]} while it is a trial, else {}
    checklist     what people ticked of the cold start: {item: {"by": actor, "at": moment}}
    platforms     decisions on platforms, newest last
    """

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
    logo = models.CharField(max_length=32, blank=True, default="")
    slogan = models.CharField(max_length=80, blank=True, default="")
    tags = models.JSONField(default=list)
    introduction = models.TextField(blank=True, default="")
    theme = models.CharField(max_length=120, blank=True, default="")
    audience = models.CharField(max_length=300, blank=True, default="")
    owner_seat_id = models.BigIntegerField(null=True)
    side = models.CharField(max_length=1, blank=True, default="")
    goals = models.JSONField(default=list)
    type_code = models.CharField(max_length=40, blank=True, default="")
    type_label = models.CharField(max_length=60, blank=True, default="")
    lane = models.CharField(max_length=40, blank=True, default="")
    job = models.CharField(max_length=200, blank=True, default="")
    from_stage = models.CharField(max_length=12, blank=True, default="")
    to_stage = models.CharField(max_length=12, blank=True, default="")
    capacity = models.PositiveIntegerField(null=True)
    growth = models.CharField(max_length=10, default="unlimited")
    planned_opening = models.DateField(null=True)
    lifespan_days = models.PositiveIntegerField(null=True)
    entry_mode = models.CharField(max_length=200, blank=True, default="")
    policy = models.JSONField(default=dict)
    brand = models.JSONField(default=dict)
    structure = models.JSONField(default=dict)
    is_o2o = models.BooleanField(default=False)
    region = models.CharField(max_length=60, blank=True, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="chapters")
    founder_member_id = models.BigIntegerField(null=True)
    pilot = models.JSONField(default=dict)
    checklist = models.JSONField(default=dict)
    platforms = models.JSONField(default=list)
    farewell = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)

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
    region = models.CharField(max_length=60, blank=True, default="")
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


class CommunityType(TenantModel):
    """A type of the organisation's own, or its wording of a preset; see `deciding/types.py`."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    document = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "code"], name="community_type_once")]

    def __str__(self) -> str:
        return self.name


class Carrier(TenantModel):
    """What else leads people along the path: a personal account, one-to-one talk, a public account."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    lane = models.CharField(max_length=40, blank=True, default="")
    job = models.CharField(max_length=200, blank=True, default="")
    from_stage = models.CharField(max_length=12)
    to_stage = models.CharField(max_length=12)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "name"], condition=models.Q(removed_at=None), name="carrier_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Edge(TenantModel):
    """A path people are handed over on. Each end is a community or a carrier.

    trigger        a code of `rules.TRIGGERS`: when somebody is ripe
    eligible_tag   who in the source is ripe: those with this tag; "" = everybody
    eligible_days  and who have been there this many days; None = from the first
    """

    source = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="+")
    source_carrier = models.ForeignKey(Carrier, null=True, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="+")
    target_carrier = models.ForeignKey(Carrier, null=True, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=300)
    trigger = models.CharField(max_length=20)
    eligible_tag = models.CharField(max_length=40, blank=True, default="")
    eligible_days = models.PositiveIntegerField(null=True)
    needs_consent = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_carrier", "target", "target_carrier"],
                condition=models.Q(removed_at=None),
                nulls_distinct=False,
                name="edge_once",
            )
        ]

    def __str__(self) -> str:
        return f"edge {self.id}"


class Handover(TenantModel):
    """One member on the way from one community (or group of it) to another.

    consent    "" unasked, "asked", "given", "refused", "not_needed", "by_joining"
    open_with  the target's id while the move is open, then minus its own: one open move a member and target
    """

    member_id = models.BigIntegerField()
    edge = models.ForeignKey(Edge, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="+")
    target = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    target_group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    trigger = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=[(one, one) for one in HANDOVER_STATES])
    consent = models.CharField(max_length=12, blank=True, default="")
    open_with = models.BigIntegerField()
    token = models.CharField(max_length=32, unique=True)
    link_id = models.BigIntegerField(null=True)
    effect_id = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "open_with"], name="one_open_handover")
        ]
        indexes: ClassVar = [models.Index(fields=["target", "-offered_at"], name="handovers_into")]

    def __str__(self) -> str:
        return f"{self.member_id} to {self.target_id}: {self.state}"


class Separation(TenantModel):
    """Two kinds of people, each named by a tag, who must not share a community."""

    first = models.CharField(max_length=40)
    second = models.CharField(max_length=40)
    forbids = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "first", "second"], name="separation_once")
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class Venue(TenantModel):
    """A place where people of communities meet in person; `communities` are the ids of those that use it."""

    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    region = models.CharField(max_length=60, blank=True, default="")
    capacity = models.PositiveIntegerField(null=True)
    hosts = models.CharField(max_length=200, blank=True, default="")
    cost_cents = models.PositiveBigIntegerField(default=0)
    communities = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name"], name="venue_name")]

    def __str__(self) -> str:
        return self.name


class Visit(TenantModel):
    """A member was at a venue on a day."""

    member_id = models.BigIntegerField()
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+")
    community_id = models.BigIntegerField()
    visited_on = models.DateField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "venue", "visited_on"], name="venue_visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.venue_id} on {self.visited_on}"
