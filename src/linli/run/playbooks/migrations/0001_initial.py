import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION playbooks_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version of a playbook is never changed: publish the next one';
END $$;
CREATE TRIGGER playbooks_version_is_final BEFORE UPDATE ON playbooks_playbookversion
    FOR EACH ROW EXECUTE FUNCTION playbooks_version_is_final();
ALTER TABLE playbooks_run SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_cost_limit = 2000, autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 50000);
ALTER TABLE playbooks_wait SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
    autovacuum_vacuum_cost_limit = 2000);
"""
BACKWARD = "DROP FUNCTION playbooks_version_is_final() CASCADE;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Playbook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("title", models.CharField(blank=True, default="", max_length=120)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("draft", models.TextField(blank=True, default="")),
                ("draft_changed_at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlaybookVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("content_hash", models.CharField(max_length=64)),
                ("source", models.TextField()),
                ("document", models.JSONField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=80)),
                (
                    "org",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="playbooks.playbook",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="playbook",
            name="current",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="playbooks.playbookversion",
            ),
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("community_id", models.BigIntegerField()),
                ("group_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("run_no", models.IntegerField(default=1)),
                ("key", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("ready", "ready"),
                            ("running", "running"),
                            ("blocked_task", "blocked_task"),
                            ("paused", "paused"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                        ],
                        max_length=12,
                    ),
                ),
                ("outcome", models.CharField(blank=True, default="", max_length=60)),
                ("step", models.CharField(max_length=60)),
                ("wake_at", models.DateTimeField(null=True)),
                (
                    "hears",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("context", models.JSONField(default=dict)),
                ("fence", models.IntegerField(default=0)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("trouble", models.TextField(blank=True, default="")),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="playbooks.playbook",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="playbooks.playbookversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Skip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member_id", models.BigIntegerField()),
                ("group_id", models.BigIntegerField()),
                ("event_id", models.UUIDField()),
                ("reason", models.CharField(max_length=20)),
                ("detail", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "playbook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skips",
                        to="playbooks.playbook",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StepVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=60)),
                ("visit_no", models.SmallIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("inputs", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="playbooks.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=60)),
                ("visit_no", models.SmallIntegerField()),
                ("community_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=20)),
                ("assignee_id", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("outcome", models.CharField(blank=True, default="", max_length=60)),
                ("form", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, default="", max_length=80)),
                (
                    "org",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="playbooks.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Wait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("member_id", models.BigIntegerField()),
                ("group_id", models.BigIntegerField()),
                ("arm", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waits",
                        to="playbooks.run",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="playbookversion",
            constraint=models.UniqueConstraint(fields=("playbook", "number"), name="playbook_version"),
        ),
        migrations.AddConstraint(
            model_name="playbook",
            constraint=models.UniqueConstraint(fields=("org", "code"), name="playbook_code"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "ready", "blocked_task"))),
                fields=["org", "wake_at"],
                name="runs_due",
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=["org", "member_id"],
                name="runs_of_member",
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["playbook", "state"], name="runs_by_state"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                fields=("playbook", "member_id", "group_id", "run_no"), name="run_of_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(fields=("playbook", "key"), name="run_of_key"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("waiting", "ready", "running", "blocked_task", "paused"))),
                fields=("playbook", "member_id", "group_id"),
                name="one_run_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="skip",
            index=models.Index(fields=["org", "member_id"], name="skips_of_member"),
        ),
        migrations.AddIndex(
            model_name="skip",
            index=models.Index(fields=["at"], name="skips_by_age"),
        ),
        migrations.AddConstraint(
            model_name="skip",
            constraint=models.UniqueConstraint(fields=("playbook", "event_id"), name="skip_once"),
        ),
        migrations.AddConstraint(
            model_name="stepvisit",
            constraint=models.UniqueConstraint(fields=("run", "step", "visit_no"), name="visit_once"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["org", "role", "due_at"], name="tasks_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("run", "step", "visit_no"), name="task_once"),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.UniqueConstraint(fields=("run", "arm"), name="wait_once"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
