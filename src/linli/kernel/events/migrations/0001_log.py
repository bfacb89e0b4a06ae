"""The log, its delivery cursors and parked events. Plain SQL: the log is partitioned and written by COPY."""

from django.db import migrations, models

FORWARD = """
CREATE SEQUENCE event_position AS bigint CACHE 100;

CREATE TABLE events (
    shard       smallint    NOT NULL,
    xid         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    position    bigint      NOT NULL DEFAULT nextval('event_position'),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    occurred_at timestamptz NOT NULL,
    id          uuid        NOT NULL,
    org_id      bigint      NOT NULL,
    kind        text        NOT NULL,
    community_id bigint,
    group_id    bigint,
    member_id   bigint,
    actor       text        NOT NULL,
    origin      text        NOT NULL,
    cause       uuid,
    depth       smallint    NOT NULL,
    key         text,
    data        jsonb       NOT NULL,
    PRIMARY KEY (shard, xid, position, recorded_at)
) PARTITION BY RANGE (recorded_at);

CREATE INDEX events_position ON events USING brin (position);
CREATE INDEX events_member ON events (member_id, occurred_at) WHERE member_id IS NOT NULL;

-- Finds what was said by the platform's id, so that it can be forgotten. Rows without one are not in it.
CREATE INDEX events_message ON events USING hash ((data->>'message'));

CREATE TABLE event_keys (
    org_id bigint NOT NULL,
    key    text   NOT NULL,
    PRIMARY KEY (org_id, key)
);

CREATE TABLE event_cursors (
    lane     text     NOT NULL,
    shard    smallint NOT NULL,
    xid      xid8     NOT NULL DEFAULT '0',
    position bigint   NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT '2000-01-01 00:00:00+00',
    moved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (lane, shard)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
"""

BACKWARD = "DROP TABLE event_cursors, event_keys, events; DROP SEQUENCE event_position;"


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.CreateModel(
            name="ParkedEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("org_id", models.BigIntegerField()),
                ("reaction", models.CharField(max_length=120)),
                ("event_id", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=60)),
                ("error", models.TextField()),
                ("attempts", models.SmallIntegerField(default=1)),
                ("state", models.CharField(default="retrying", max_length=12)),
                ("parked_at", models.DateTimeField()),
                ("retry_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "parked_events",
                "constraints": [
                    models.UniqueConstraint(fields=("reaction", "event_id"), name="parked_once_per_reaction")
                ],
            },
        ),
    ]
