"""`last_spoke_at` changes with every message: room on each page lets that happen without touching an index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE members_membership SET (fillfactor = 70)",
            "ALTER TABLE members_membership RESET (fillfactor)",
        )
    ]
