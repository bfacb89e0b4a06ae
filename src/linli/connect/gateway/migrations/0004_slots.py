"""What a full cap means for one effect, and what another program answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gateway", "0004_effect_role")]

    operations = [
        migrations.AddField("effect", "answer", models.JSONField(null=True)),
        migrations.AddField("effect", "on_cap", models.CharField(blank=True, default="", max_length=16)),
        migrations.AddField("effect", "slot_until", models.DateTimeField(null=True)),
    ]
