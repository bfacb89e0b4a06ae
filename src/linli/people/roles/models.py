"""Role types, who plays them, the experts' programme, seeds, die-hard fans, and whom to ask for what."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.orgs.scope import TenantModel
from linli.people.roles.rules import experts, hours, parts


def _choices(values: object) -> list[tuple[str, str]]:
    return [(str(one), str(one)) for one in values]  # type: ignore[attr-defined]  # an enumeration


class RoleType(TenantModel):
    """A community's own wording of a role: instead of the preset with its code, or a role of its own."""

    community_id = models.BigIntegerField()
    code = models.CharField(max_length=parts.MAX_CODE)
    name = models.CharField(max_length=parts.MAX_NAME)
    does = models.CharField(max_length=parts.MAX_TEXT, blank=True, default="")
    start = models.CharField(max_length=12, choices=_choices(parts.Start))
    reinforce = models.CharField(max_length=parts.MAX_TEXT, blank=True, default="")
    wanted = models.PositiveSmallIntegerField()
    recipe = models.CharField(max_length=parts.MAX_CODE, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "code"], name="role_type_once")
        ]

    def __str__(self) -> str:
        return self.name


class Assignment(TenantModel):
    """A member, or a member of staff, in a role of a community: preparing for it, playing it, or done.

    `recipe` names the reading of behaviour that suggested them. Several may hold a role.
    """

    community_id = models.BigIntegerField()
    role = models.CharField(max_length=parts.MAX_CODE)
    member_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=16, choices=_choices(parts.Status))
    since = models.DateTimeField()
    evidence = models.CharField(max_length=parts.MAX_TEXT, blank=True, default="")
    recipe = models.CharField(max_length=parts.MAX_CODE, blank=True, default="")
    trainer_id = models.BigIntegerField(null=True)
    next_review_on = models.DateField(null=True)
    successor_member_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member_id__isnull=True) | Q(staff_id__isnull=True), name="role_of_one_person"
            ),
            models.UniqueConstraint(
                fields=["community_id", "role", "member_id"],
                condition=Q(ended_at__isnull=True, member_id__isnull=False),
                name="role_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["community_id", "role", "staff_id"],
                condition=Q(ended_at__isnull=True, staff_id__isnull=False),
                name="role_once_a_colleague",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="roles_of_member")]

    def __str__(self) -> str:
        return f"{self.role} in {self.community_id}"


class AssignmentStep(TenantModel):
    """An assignment began, came further, or ended."""

    assignment_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    before = models.CharField(max_length=16, blank=True, default="")
    after = models.CharField(max_length=16)
    reason = models.CharField(max_length=12, blank=True, default="")
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["assignment_id"], name="steps_of_assignment")]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.after}"


class CandidateVerdict(TenantModel):
    """Somebody is not to be suggested for a role, and why, as a code."""

    community_id = models.BigIntegerField()
    role = models.CharField(max_length=parts.MAX_CODE)
    member_id = models.BigIntegerField()
    reason = models.CharField(max_length=12, choices=_choices(parts.Verdict))
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "role", "member_id"], name="verdict_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.reason}"


class CultivationStep(TenantModel):
    """One thing to do so that a member grows into a role: exposure, a task, a reward."""

    assignment_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["assignment_id"], name="cultivation_of_assignment")]

    def __str__(self) -> str:
        return self.kind


class Programme(TenantModel):
    """The experts' programme of a community: how many are wanted, and what they try out."""

    community_id = models.BigIntegerField()
    target = models.PositiveIntegerField(default=experts.TARGET)
    product = models.CharField(max_length=120, blank=True, default="")
    version = models.CharField(max_length=40, blank=True, default="")
    reward = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community_id"], name="programme_once")]

    def __str__(self) -> str:
        return f"programme of {self.community_id}"


class Expert(TenantModel):
    """Somebody whose word counts in a field, who need not be a member: personal data.

    `reached` is the furthest column they came to. `touched_at` is when something last happened with them.
    """

    community_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=80)
    niche = models.CharField(max_length=80)
    source = models.CharField(max_length=10, choices=_choices(experts.Source))
    contact = models.CharField(max_length=120, blank=True, default="")
    authority = models.PositiveSmallIntegerField(null=True)
    influence = models.PositiveSmallIntegerField(null=True)
    expression = models.PositiveSmallIntegerField(null=True)
    humour = models.PositiveSmallIntegerField(null=True)
    sharing = models.PositiveSmallIntegerField(null=True)
    agreement = models.PositiveSmallIntegerField(null=True)
    commitment = models.CharField(max_length=6, choices=_choices(experts.Commitment), default="none")
    commitment_note = models.CharField(max_length=120, blank=True, default="")
    stage = models.CharField(max_length=12, choices=_choices(experts.Stage), default="candidate")
    stage_since = models.DateTimeField()
    reached = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community_id", "stage"], name="experts_by_stage")]

    def __str__(self) -> str:
        return self.name


class ExpertMove(TenantModel):
    """An expert went from one column to another."""

    expert_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    before = models.CharField(max_length=12, blank=True, default="")
    after = models.CharField(max_length=12)
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expert_id"], name="moves_of_expert")]

    def __str__(self) -> str:
        return f"{self.expert_id}: {self.after}"


class ExpertEntry(TenantModel):
    """A contact, a cooperation, a task of the test, or what they said of the product."""

    expert_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=_choices(experts.EntryKind))
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expert_id", "kind"], name="entries_of_expert")]

    def __str__(self) -> str:
        return self.kind


class Seed(TenantModel):
    """One of the first users: bought already, or known in person; what they were promised and given."""

    community_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=10)
    promised = models.CharField(max_length=200, blank=True, default="")
    given = models.CharField(max_length=200, blank=True, default="")
    given_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community_id"], name="seeds_of_community")]

    def __str__(self) -> str:
        return self.name


class SeedInvitation(TenantModel):
    """A member came because a seed invited them; one seed for each member of a community."""

    community_id = models.BigIntegerField()
    seed_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "member_id"], name="invited_once")
        ]
        indexes: ClassVar = [models.Index(fields=["seed_id"], name="invitations_of_seed")]

    def __str__(self) -> str:
        return f"{self.member_id} by {self.seed_id}"


class FanRule(TenantModel):
    """What a die-hard fan is in a community, as a condition, and how many are wanted."""

    community_id = models.BigIntegerField()
    condition = models.TextField()
    target = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community_id"], name="fan_rule_once")]

    def __str__(self) -> str:
        return f"fans of {self.community_id}"


class FanCount(TenantModel):
    """How many fans a community had on a day of its zone."""

    community_id = models.BigIntegerField()
    day = models.DateField()
    fans = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "day"], name="fans_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.fans} on {self.day}"


class Desk(TenantModel):
    """Whom members ask for what: the matters, the name and contact shown to them, and the hours."""

    community_id = models.BigIntegerField()
    title = models.CharField(max_length=parts.MAX_NAME)
    matters = models.CharField(max_length=parts.MAX_TEXT)
    member_id = models.BigIntegerField(null=True)
    shown_name = models.CharField(max_length=80, blank=True, default="")
    contact = models.CharField(max_length=120, blank=True, default="")
    days = models.CharField(max_length=7, default=hours.EVERY_DAY)
    begins = models.TimeField()
    ends = models.TimeField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community_id", "title"], name="desk_once")]
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class JointEvent(TenantModel):
    """A common goal for which roles have to work together; `pairs` are pairs of role codes."""

    community_id = models.BigIntegerField()
    title = models.CharField(max_length=80)
    goal = models.CharField(max_length=200, blank=True, default="")
    on = models.DateField()
    pairs = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community_id", "on"], name="joint_events_by_day")]

    def __str__(self) -> str:
        return self.title
