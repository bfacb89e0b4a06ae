"""What has come in already, and the numbers set aside for people. Plain SQL: both are on the hot path."""

from django.db import migrations

FORWARD = """
CREATE TABLE inbound_seen (
    channel_id bigint NOT NULL,
    digest     uuid   NOT NULL,
    PRIMARY KEY (channel_id, digest)
);
CREATE SEQUENCE member_ids AS bigint CACHE 20;
"""

BACKWARD = "DROP TABLE inbound_seen; DROP SEQUENCE member_ids;"


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
