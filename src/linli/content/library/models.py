"""What there is to say: message templates, items with reviews and uses, what members gave, and plans."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from linli.content.library.rules import items, sharing, templates
from linli.kernel.orgs.scope import TenantModel


class Template(TenantModel):
    """A message template. `number` is its newest version, `approved_number` the one that playbooks send.

    `state` is where the newest version stands; a draft may have an approved version that is still in use.
    """

    code = models.CharField(max_length=templates.MAX_CODE)
    name = models.CharField(max_length=templates.MAX_NAME)
    scene = models.CharField(max_length=12, choices=[(one.value, one.value) for one in templates.Scene])
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in templates.TemplateState]
    )
    number = models.IntegerField(default=1)
    approved_number = models.IntegerField(null=True)
    is_preset = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "code"], name="template_code"),
            models.CheckConstraint(
                condition=Q(approved_number=None) | Q(approved_number__lte=models.F("number")),
                name="template_approved_exists",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "scene", "code"], name="templates_by_scene")]

    def __str__(self) -> str:
        return self.code


class TemplateVersion(TenantModel):
    """The words of a template at a time; never changed. `texts` by language, `parts` as in a message."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    texts = models.JSONField()
    parts = models.JSONField(default=list)
    variables = ArrayField(models.TextField(), default=list)
    note = models.CharField(max_length=templates.MAX_NOTE, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} version {self.number}"


class File(TenantModel):
    """A file of the library with its content, up to a few megabytes; a row is never changed.

    `member_id` is whose it is, where a member handed it in: it goes with them.
    """

    token = models.CharField(max_length=24)
    member_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    bytes = models.IntegerField()
    content = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "token"], name="library_file_token")]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="library_files_of_member")]

    def __str__(self) -> str:
        return self.token


class Item(TenantModel):
    """Something to say. `number` is its newest version, `approved_number` the one that may be used.

    community_id  None: of every community
    member_id     the member whose it is; None for what the team or a guest made
    category      a code of the organisation's list; `aim`, `subject`: codes of `rules.items`
    need, persona, goal   what it is for, in words; an item without any serves no goal
    credit        the name beside it; `licence`, `permission_note`, `right_ends_on`: why it may be used
    material_for  who may take it home on the phone pages: a code of `rules.items.MATERIALS`
    """

    community_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=items.MAX_TITLE, blank=True)
    format = models.CharField(max_length=12)
    source = models.CharField(max_length=10, default=items.Source.OFFICIAL)
    category = models.CharField(max_length=40)
    subject = models.CharField(max_length=24, blank=True, default="")
    aim = models.CharField(max_length=14, blank=True, default="")
    tags = ArrayField(models.CharField(max_length=items.MAX_TAG), default=list)
    state = models.CharField(max_length=10)
    number = models.IntegerField(default=1)
    approved_number = models.IntegerField(null=True)
    licence = models.CharField(max_length=12, default=items.Licence.OWN)
    permission_note = models.CharField(max_length=300, blank=True, default="")
    credit = models.CharField(max_length=items.MAX_LINE, blank=True, default="")
    right_ends_on = models.DateField(null=True)
    need = models.CharField(max_length=items.MAX_LINE, blank=True, default="")
    persona = models.CharField(max_length=items.MAX_LINE, blank=True, default="")
    goal = models.CharField(max_length=items.MAX_LINE, blank=True, default="")
    material_for = models.CharField(max_length=10, blank=True, default="")
    due_on = models.DateField(null=True)
    editor_seat_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "state", "-changed_at"], name="items_by_state"),
            models.Index(fields=["member_id"], name="items_of_member"),
            GinIndex(fields=["tags"], name="items_by_tag"),
        ]

    def __str__(self) -> str:
        return f"item {self.id}"


class ItemVersion(TenantModel):
    """What an item says at a time; never changed. `extra`: options of a poll, rows of a comparison."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    member_id = models.BigIntegerField(null=True)
    number = models.IntegerField()
    body = models.TextField(blank=True)
    parts = models.JSONField(default=list)
    extra = models.JSONField(default=dict)
    alt = models.CharField(max_length=items.MAX_ALT, blank=True, default="")
    transcript = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "number"], name="item_version")]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="item_versions_of_member")]

    def __str__(self) -> str:
        return f"{self.item_id} version {self.number}"


class Use(TenantModel):
    """An item was used: where, when and by what ("slot:3", "run:9", "staff:1"). Counted once by `key`."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="uses")
    key = models.CharField(max_length=120)
    community_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    category = models.CharField(max_length=40)
    aim = models.CharField(max_length=14, blank=True, default="")
    source = models.CharField(max_length=10)
    origin = models.CharField(max_length=80)
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "key"], name="item_used_once")]
        indexes: ClassVar = [
            models.Index(fields=["item", "-used_at"], name="uses_of_item"),
            models.Index(fields=["org", "community_id", "used_at"], name="uses_in_community"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.origin}"


class Review(TenantModel):
    """A judgement on a version: scores by criterion, whether it passed, and what to mend."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="reviews")
    number = models.IntegerField()
    scores = models.JSONField(default=dict)
    mean = models.DecimalField(max_digits=3, decimal_places=2)
    has_no_defects = models.BooleanField()
    is_passed = models.BooleanField()
    note = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number", "made_by"], name="reviewed_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} version {self.number}: {self.mean}"


class Link(TenantModel):
    """What an item was made into or is made of: "topic" (`target` a topic), "holds" (another item)."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10)
    target = models.BigIntegerField()
    place = models.IntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "kind", "target"], name="item_link_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "target"], name="links_to_target")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind} {self.target}"


class Outlet(TenantModel):
    """A link to an item for a platform outside: who opened it, is counted. `code` is in the address."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="outlets")
    code = models.CharField(max_length=16)
    platform = models.CharField(max_length=40)
    opened = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="outlet_code"),
            models.UniqueConstraint(fields=["item", "platform"], name="outlet_of_platform"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} on {self.platform}"


class Adjustment(TenantModel):
    """Something readers or numbers say should change in an item, and what changing it did."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="adjustments")
    ground = models.CharField(max_length=10)
    wish = models.CharField(max_length=300)
    effect = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["item", "-made_at"], name="adjustments_of_item")]

    def __str__(self) -> str:
        return f"{self.ground} for {self.item_id}"


class Submission(TenantModel):
    """Something a member gave: on a phone form, or said in a group and found worth keeping.

    key          once only: "message:<channel>:<id>", or "form:<token>"
    message      the platform's id of the message, "" for a form
    permission   may it be published? `verdict`: what the team made of it; `item_id`: what became of it
    answered_at  when somebody thanked the member
    """

    key = models.CharField(max_length=200)
    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    message = models.CharField(max_length=160, blank=True, default="")
    kind = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    files = models.JSONField(default=list)
    credit_by = models.CharField(max_length=8, default=sharing.CreditBy.NAME)
    credit_other = models.CharField(max_length=sharing.MAX_CREDIT, blank=True, default="")
    permission = models.CharField(max_length=10, default=sharing.Permission.UNASKED)
    verdict = models.CharField(max_length=10, default=sharing.Verdict.OPEN)
    reason = models.CharField(max_length=sharing.MAX_REASON, blank=True, default="")
    item_id = models.BigIntegerField(null=True)
    points = models.IntegerField(default=0)
    given_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    permitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "key"], name="submission_once")]
        indexes: ClassVar = [
            models.Index(fields=["member_id", "-given_at"], name="submissions_of_member"),
            models.Index(fields=["org", "verdict", "-given_at"], name="submissions_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id}"


class Download(TenantModel):
    """A member took a material home; counted once a day."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="downloads")
    member_id = models.BigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "member_id", "day"], name="download_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="downloads_of_member")]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.member_id}"


class Policy(TenantModel):
    """What the organisation settled for its content; none: the defaults of `queries.policies`."""

    categories = models.JSONField(default=list)
    jargon = ArrayField(models.CharField(max_length=40), default=list)
    advertising = ArrayField(models.CharField(max_length=40), default=list)
    least_mean = models.DecimalField(max_digits=3, decimal_places=2)
    cooling_days = models.IntegerField()
    share_points = models.IntegerField()
    answer_hours = models.IntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org"], name="one_content_policy")]

    def __str__(self) -> str:
        return f"content policy of {self.org_id}"


class Strategy(TenantModel):
    """How a community is to be written for: subjects, forms, how often, when, in which style, for what."""

    community_id = models.BigIntegerField()
    subjects = ArrayField(models.CharField(max_length=24), default=list)
    formats = ArrayField(models.CharField(max_length=12), default=list)
    mode = models.CharField(max_length=8, default="week")
    least = models.IntegerField(default=1)
    most = models.IntegerField(default=2)
    hours = ArrayField(models.TimeField(), default=list)
    style = models.CharField(max_length=300, blank=True, default="")
    bar = models.CharField(max_length=300, blank=True, default="")
    persona = models.CharField(max_length=items.MAX_LINE, blank=True, default="")
    goals = models.CharField(max_length=300, blank=True, default="")
    targets = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id"], name="strategy_of_community")
        ]

    def __str__(self) -> str:
        return f"strategy of {self.community_id}"
