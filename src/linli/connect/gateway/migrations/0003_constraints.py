"""What must be unique, and what must be found quickly."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gateway", "0002_seen")]

    operations = [
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(fields=("org", "name"), name="channel_name"),
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(fields=["group_id"], name="address_of_group"),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(fields=("channel", "external"), name="address_once"),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                condition=models.Q(("state", "planned")), fields=["lane", "due_at", "id"], name="effects_due"
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                condition=models.Q(("state__in", ["reserved", "sending", "unknown"])),
                fields=["lease_until"],
                name="effects_leased",
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                condition=models.Q(("late_after__isnull", False), ("state", "planned")),
                fields=["late_after"],
                name="effects_late",
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                condition=models.Q(("state", "planned")),
                fields=["channel", "waits_for"],
                name="effects_of_channel",
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                condition=models.Q(("state", "awaiting_person")),
                fields=["org", "window_ends_at"],
                name="effects_for_people",
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                condition=models.Q(("state__in", ["sent", "failed"])),
                fields=["org", "sender", "finished_at"],
                name="effects_of_sender",
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(fields=["org", "-planned_at"], name="effects_recent"),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(fields=["origin"], name="effects_of_origin"),
        ),
        migrations.AddConstraint(
            model_name="effect",
            constraint=models.UniqueConstraint(fields=("org", "key"), name="effect_once"),
        ),
        migrations.AddIndex(
            model_name="capuse",
            index=models.Index(fields=["org", "cap", "unit", "at"], name="cap_uses_in_window"),
        ),
        migrations.AddConstraint(
            model_name="capuse",
            constraint=models.UniqueConstraint(fields=("effect", "cap", "unit"), name="cap_use_once"),
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["member_id"], name="identity_of_member"),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(fields=("channel", "external"), name="identity_once"),
        ),
        migrations.AddConstraint(
            model_name="pausedsender",
            constraint=models.UniqueConstraint(fields=("org", "sender"), name="sender_paused_once"),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("group_id", "member_id"), name="presence_once"),
        ),
        migrations.AddConstraint(
            model_name="ratebucket",
            constraint=models.UniqueConstraint(fields=("channel", "target"), name="bucket_once"),
        ),
        migrations.AddConstraint(
            model_name="sendingpolicy",
            constraint=models.UniqueConstraint(
                fields=("org", "community_id"), name="one_sending_policy", nulls_distinct=False
            ),
        ),
    ]
