"""The rota of a community, who takes turns, the terms, what is done in one, and wishes to swap."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.orgs.scope import TenantModel
from linli.people.duty.rules.checklist import MAX_BODY, MAX_NOTE, MAX_REWARD, MAX_TITLE, Every, RewardKind
from linli.people.duty.rules.terms import Reward, State
from linli.people.duty.rules.turns import Pattern, Source, Standing


def _choices(values: object) -> list[tuple[str, str]]:
    return [(str(one), str(one)) for one in values]  # type: ignore[attr-defined]  # an enumeration


class Rota(TenantModel):
    """How a community takes turns. Times are local to the community; a term begins every `days` days."""

    community_id = models.BigIntegerField()
    is_running = models.BooleanField(default=True)
    first_on = models.DateField()
    first_number = models.IntegerField(default=1)
    begins = models.TimeField(default=time(9))
    days = models.PositiveSmallIntegerField(default=7)
    ahead = models.PositiveSmallIntegerField(default=8)
    pattern = models.CharField(max_length=8, choices=_choices(Pattern), default=Pattern.IN_TURN)
    rest = models.PositiveSmallIntegerField(default=1)
    most_a_year = models.PositiveSmallIntegerField(default=6)
    swap_hours = models.PositiveSmallIntegerField(default=48)
    done_by = models.TimeField(default=time(22))
    takes_offers = models.BooleanField(default=True)
    reward_kind = models.CharField(max_length=8, choices=_choices(RewardKind), default=RewardKind.GOODS)
    reward_what = models.CharField(max_length=MAX_REWARD, blank=True, default="")
    reward_cents = models.BigIntegerField(default=0)
    reward_source = models.CharField(max_length=MAX_REWARD, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id"], name="one_rota_a_community"),
            models.CheckConstraint(condition=Q(days__gte=1) & Q(ahead__gte=1), name="rota_moves"),
        ]

    def __str__(self) -> str:
        return f"rota of {self.community_id}"


class DutyItem(TenantModel):
    """A line of a community's checklist."""

    community_id = models.BigIntegerField()
    code = models.CharField(max_length=20, blank=True, default="")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=MAX_TITLE)
    body = models.CharField(max_length=MAX_BODY, blank=True, default="")
    every = models.CharField(max_length=10, choices=_choices(Every), default=Every.DAILY)
    minutes = models.PositiveSmallIntegerField(default=10)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community_id", "position"], name="duty_items_in_order")]

    def __str__(self) -> str:
        return self.title


class Volunteer(TenantModel):
    """A member who takes turns in a community. `place` is their place in the list."""

    community_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    source = models.CharField(max_length=8, choices=_choices(Source))
    standing = models.CharField(max_length=8, choices=_choices(Standing))
    place = models.IntegerField()
    since = models.DateTimeField()
    paused_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "member_id"], name="volunteer_once")
        ]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="duty_lists_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.community_id}"


class Term(TenantModel):
    """One turn. Without a member nobody has it; `gap` counts how often it came to that.

    `is_agreed`: people said who has it, so planning anew leaves it alone.
    """

    community_id = models.BigIntegerField()
    number = models.IntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=_choices(State), default=State.PLANNED)
    member_id = models.BigIntegerField(null=True)
    backup_member_id = models.BigIntegerField(null=True)
    is_agreed = models.BooleanField(default=False)
    gap = models.PositiveSmallIntegerField(default=0)
    tasks = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=MAX_NOTE, blank=True, default="")
    noted_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    reward_state = models.CharField(max_length=8, choices=_choices(Reward), default=Reward.NONE)
    reward_kind = models.CharField(max_length=8, blank=True, default="")
    reward_what = models.CharField(max_length=MAX_REWARD, blank=True, default="")
    reward_cents = models.BigIntegerField(default=0)
    reward_source = models.CharField(max_length=MAX_REWARD, blank=True, default="")
    given_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "number"], name="duty_term_once"),
            models.CheckConstraint(
                condition=Q(given_on__isnull=True) | ~Q(reward_what=""),
                name="duty_reward_is_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "state", "starts_at"], name="duty_terms_open"),
            models.Index(fields=["member_id", "starts_at"], name="duty_terms_of_member"),
        ]

    def __str__(self) -> str:
        return f"term {self.number} of {self.community_id}"


class Swap(TenantModel):
    """A wish: `member_id` would give `term_id` to `to_member_id`, for their `other_term_id` or for nothing.

    `state`: open, accepted, declined, withdrawn, expired, or void because a term changed hands meanwhile.
    """

    community_id = models.BigIntegerField()
    term_id = models.BigIntegerField()
    other_term_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField()
    to_member_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default="open")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term_id"], condition=Q(state="open"), name="one_open_swap_a_term"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "expires_at"], condition=Q(state="open"), name="open_duty_swaps"),
            models.Index(fields=["to_member_id"], condition=Q(state="open"), name="duty_swaps_to_answer"),
        ]

    def __str__(self) -> str:
        return f"swap of {self.term_id}"


class TermTask(TenantModel):
    """The task that a line of the checklist became on a day of a term."""

    term_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    code = models.CharField(max_length=20, blank=True, default="")
    day = models.DateField()
    task_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term_id", "item_id", "day"], name="duty_task_once")
        ]

    def __str__(self) -> str:
        return f"task {self.task_id} of term {self.term_id}"
