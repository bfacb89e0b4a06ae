"""Events that a reaction could not take. The log itself is plain SQL (`migrations/0001_log.py`)."""

from django.db import models


class ParkedEvent(models.Model):
    """One reaction's failure on one event; `state` is retrying, parked, or done."""

    id = models.BigAutoField(primary_key=True)
    org_id = models.BigIntegerField()
    reaction = models.CharField(max_length=120)
    event_id = models.UUIDField()
    position = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    error = models.TextField()
    attempts = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=12, default="retrying")
    parked_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parked_events"
        constraints = [
            models.UniqueConstraint(fields=["reaction", "event_id"], name="parked_once_per_reaction"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} on {self.kind} {self.position}"
