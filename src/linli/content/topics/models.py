"""Topics, discussions, the rhythm of communities, and what was noticed in it."""

from typing import ClassVar

from django.db import models

from linli.content.topics.rules.choosing import KINDS, STATES
from linli.kernel.orgs.scope import TenantModel

SOURCES = ("preset", "team", "talk", "hot")
MODES = ("formal", "casual")
SESSION_STATES = ("planned", "open", "done", "cancelled")


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Topic(TenantModel):
    """Something to talk about. Without a community it is for all of them.

    code      of a topic Linli brought along; "" for one's own
    point     the exact thing: one question, not a field of interest
    guide     questions from easy to deep: [{layer, text}]
    need      which need of members it serves; field: the profile field a personal topic goes by
    hot       the occasion it is tied to: a link, and until when it is one
    """

    code = models.CharField(max_length=60, blank=True, default="")
    community_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=_choices(KINDS))
    state = models.CharField(max_length=10, choices=_choices(STATES), default="approved")
    source = models.CharField(max_length=8, choices=_choices(SOURCES), default="team")
    title = models.CharField(max_length=120)
    point = models.CharField(max_length=300)
    background = models.TextField(blank=True, default="")
    guide = models.JSONField(default=list)
    need = models.CharField(max_length=120, blank=True, default="")
    field = models.CharField(max_length=40, blank=True, default="")
    minutes = models.SmallIntegerField(default=40)
    hot_link = models.CharField(max_length=300, blank=True, default="")
    hot_until = models.DateField(null=True)
    cool_down_days = models.SmallIntegerField(default=60)
    item_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "code"], condition=~models.Q(code=""), name="topic_brought_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["org", "state", "kind"], name="topics_to_choose")]

    def __str__(self) -> str:
        return self.title


class Session(TenantModel):
    """A discussion of a topic in a group: of `topic` now, of `planned_topic` when it began.

    forecast  how many are expected to speak
    summary   what came of it, for the archive
    depth     shallow, suitable or deep, as the host judged
    """

    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField()
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="sessions")
    planned_topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=_choices(MODES))
    state = models.CharField(max_length=10, choices=_choices(SESSION_STATES), default="planned")
    host_staff_id = models.BigIntegerField(null=True)
    host_member_id = models.BigIntegerField(null=True)
    guests = models.CharField(max_length=200, blank=True, default="")
    starts_at = models.DateTimeField()
    minutes = models.SmallIntegerField(default=40)
    forecast = models.IntegerField(default=0)
    rewards = models.CharField(max_length=200, blank=True, default="")
    summary = models.TextField(blank=True, default="")
    depth = models.CharField(max_length=10, blank=True, default="")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "community_id", "-starts_at"], name="sessions_recent")
        ]

    def __str__(self) -> str:
        return f"session {self.id}"


class Reserve(TenantModel):
    """A topic held in reserve for a discussion, in the order they would be used."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reserves")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "topic"], name="in_reserve_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} for {self.session_id}"


class Rhythm(TenantModel):
    """What is expected of a community's talk. `windows`: [{days, begins, ends}], days from 0 (Monday)."""

    community_id = models.BigIntegerField()
    windows = models.JSONField(default=list)
    silence_hours = models.SmallIntegerField(default=24)
    is_watched = models.BooleanField(default=True)
    least_prompts = models.SmallIntegerField(default=1)
    most_prompts = models.SmallIntegerField(default=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "community_id"], name="rhythm_of_community")
        ]

    def __str__(self) -> str:
        return f"rhythm of {self.community_id}"


class Notice(TenantModel):
    """Something was noticed and a task opened: `about` is silence or unanswered; open until it is over."""

    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=12)
    message = models.CharField(max_length=255, blank=True, default="")
    since = models.DateTimeField()
    noticed_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    task_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "community_id", "about", "message"],
                condition=models.Q(over_at=None),
                name="noticed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} in {self.community_id}"
