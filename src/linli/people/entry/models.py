"""Entry policies, applications, fees, campaigns, first steps and introductions."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.people.entry.rules import states


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class EntryPolicy(TenantModel):
    """How people come into a community: published versions stay; version 0 is the draft."""

    community_id = models.BigIntegerField()
    version = models.IntegerField(default=0)
    document = models.JSONField()
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "version"], name="entry_policy_version")
        ]

    def __str__(self) -> str:
        return f"entry policy {self.version} of {self.community_id}"


class Campaign(TenantModel):
    """A way of looking for members: where, whom, on what conditions, with what reward."""

    community_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    channel = models.CharField(max_length=40)
    audience = models.CharField(max_length=200, blank=True, default="")
    conditions = models.CharField(max_length=200, blank=True, default="")
    reward = models.CharField(max_length=200, blank=True, default="")
    words = models.TextField(blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "name"], name="campaign_name")
        ]

    def __str__(self) -> str:
        return self.name


class EntryLink(TenantModel):
    """An address at which people apply: the community's own, a campaign's, or a member's."""

    code = models.CharField(max_length=32, unique=True)
    community_id = models.BigIntegerField()
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="+")
    inviter_member_id = models.BigIntegerField(null=True)
    visits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community_id"], name="entry_links_of_community")]

    def __str__(self) -> str:
        return f"entry link {self.pk}"


class Application(TenantModel):
    """Somebody who wants to come in.

    open_key    "member:community" while it is open, so that there is one at a time
    answers     {criterion: {text, link, choices}}; `parts` what each criterion added to the score
    question, reply, words   what was asked, what was answered, what the applicant is told of a decision
    policy_version, rules_version   under which it was made, and which rules were agreed to
    waits_from  their place in the waiting list; offer_until: until when a place is kept
    """

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    open_key = models.CharField(max_length=60, null=True)  # noqa: DJ001 (null: closed, not unique)
    state = models.CharField(max_length=10, choices=_choices(states.STATES), default=states.DRAFT)
    source = models.CharField(max_length=10, choices=_choices(states.SOURCES), default="link")
    link = models.ForeignKey(EntryLink, null=True, on_delete=models.SET_NULL, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="+")
    inviter_member_id = models.BigIntegerField(null=True)
    policy_version = models.IntegerField(default=0)
    rules_version = models.IntegerField(default=0)
    answers = models.JSONField(default=dict)
    score = models.IntegerField(default=0)
    parts = models.JSONField(default=list)
    question = models.TextField(blank=True, default="")
    reply = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=20, blank=True, default="")
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    waits_from = models.DateTimeField(null=True)
    offer_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True, default="")
    joined_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "open_key"], name="application_open")]
        indexes: ClassVar = [
            models.Index(fields=["community_id", "state", "sent_at"], name="applications_to_decide"),
            models.Index(fields=["member_id"], name="applications_of_member"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class Fee(TenantModel):
    """An entry fee or deposit of a member; a person says what became of it."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="fee")
    amount_cents = models.PositiveIntegerField()
    is_deposit = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=_choices(states.FEE_STATES), default="due")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community_id", "state"], name="fees_of_community")]

    def __str__(self) -> str:
        return f"{self.amount_cents} ({self.state})"


class OnboardingPlan(TenantModel):
    """The first steps of newcomers of a community; older versions stay."""

    community_id = models.BigIntegerField()
    version = models.IntegerField()
    document = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "version"], name="onboarding_plan_version")
        ]

    def __str__(self) -> str:
        return f"first steps {self.version} of {self.community_id}"


class Newcomer(TenantModel):
    """A member on their first steps in a community: since when, how far, and when all were done."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    since = models.DateTimeField()
    percent = models.IntegerField(default=0)
    last_step_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id"], name="newcomer_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["community_id", "completed_at", "since"], name="newcomers_of_community")
        ]

    def __str__(self) -> str:
        return f"newcomer {self.member_id} in {self.community_id}"


class StepDone(TenantModel):
    """A first step a newcomer did. `how`: seen, own or team."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    step = models.CharField(max_length=40)
    how = models.CharField(max_length=6, default="seen")
    done_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id", "step"], name="step_done_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.member_id}"


class Introduction(TenantModel):
    """Which fields a member lets their introduction card show in a community, and when it was posted."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    fields = models.JSONField(default=list)
    words = models.CharField(max_length=200, blank=True, default="")
    is_allowed = models.BooleanField(default=False)
    effect_id = models.BigIntegerField(null=True)
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id"], name="introduction_once")
        ]

    def __str__(self) -> str:
        return f"introduction of {self.member_id} in {self.community_id}"


class Pairing(TenantModel):
    """Two members who were suggested to meet each other. `about` are words of their profiles."""

    community_id = models.BigIntegerField()
    first_member_id = models.BigIntegerField()
    second_member_id = models.BigIntegerField()
    reason = models.CharField(max_length=12)
    points = models.IntegerField()
    about = models.JSONField(default=list)
    suggested_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community_id", "first_member_id", "second_member_id"], name="pairing_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["second_member_id"], name="pairings_of_second")]

    def __str__(self) -> str:
        return f"{self.first_member_id} and {self.second_member_id}"
