"""What the installation knows about its own processes; it belongs to no organisation."""

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a process. Written and read by `heartbeat.py`."""

    part = models.CharField(max_length=20)
    host = models.CharField(max_length=255)
    pid = models.IntegerField()
    beat_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "host", "pid"], name="database_heartbeat_one_per_process")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.pid} on {self.host}"
