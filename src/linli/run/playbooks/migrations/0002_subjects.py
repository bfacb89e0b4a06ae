import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SUBJECTS = """
UPDATE playbooks_run SET subject = 'membership:' || member_id || ':' || group_id;
ALTER TABLE playbooks_playbookversion DISABLE TRIGGER playbooks_version_is_final;
UPDATE playbooks_playbookversion SET document = document - 'trigger'
    || jsonb_build_object('triggers', jsonb_build_array(document->'trigger')) WHERE document ? 'trigger';
ALTER TABLE playbooks_playbookversion ENABLE TRIGGER playbooks_version_is_final;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0001_initial"),
        ("playbooks", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbsenceScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trigger", models.SmallIntegerField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("experiment", models.CharField(max_length=80)),
                ("unit", models.CharField(max_length=40)),
                ("member_id", models.BigIntegerField(null=True)),
                ("arm", models.CharField(max_length=60)),
                ("assigned_at", models.DateTimeField()),
                ("exposed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Gathering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=60)),
                ("group_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("opened_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                (
                    "runs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ticker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trigger", models.SmallIntegerField()),
                ("community_id", models.BigIntegerField()),
                ("group_id", models.BigIntegerField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("occurs_at", models.DateTimeField(null=True)),
                ("local", models.CharField(blank=True, default="", max_length=80)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="run",
            name="run_of_subject",
        ),
        migrations.RemoveConstraint(
            model_name="run",
            name="run_of_key",
        ),
        migrations.RemoveConstraint(
            model_name="run",
            name="one_run_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="wait",
            name="wait_once",
        ),
        migrations.AddField(
            model_name="playbook",
            name="communities",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="playbookversion",
            name="reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="run",
            name="depth",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="run",
            name="goal_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="run",
            name="is_test",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="run",
            name="slot",
            field=models.SmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="run",
            name="subject",
            field=models.CharField(default="", max_length=60),
            preserve_default=False,
        ),
        migrations.RunSQL(SUBJECTS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="run",
            name="group_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="run",
            name="member_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="skip",
            name="group_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="skip",
            name="member_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="wait",
            name="group_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="wait",
            name="member_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(
                    ("member_id", None),
                    ("state__in", ("waiting", "ready", "running", "blocked_task", "paused")),
                ),
                fields=["org", "group_id"],
                name="runs_of_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                fields=("playbook", "subject", "run_no"), name="run_of_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(fields=("playbook", "subject", "key"), name="run_of_key"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("waiting", "ready", "running", "blocked_task", "paused"))),
                fields=("playbook", "subject", "slot"),
                name="one_run_in_a_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.UniqueConstraint(fields=("run", "arm", "kind"), name="wait_once"),
        ),
        migrations.AddField(
            model_name="absencescan",
            name="org",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="orgs.organisation",
            ),
        ),
        migrations.AddField(
            model_name="absencescan",
            name="playbook",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="playbooks.playbook",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="org",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="orgs.organisation",
            ),
        ),
        migrations.AddField(
            model_name="gathering",
            name="org",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="orgs.organisation",
            ),
        ),
        migrations.AddField(
            model_name="gathering",
            name="playbook",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="playbooks.playbook",
            ),
        ),
        migrations.AddField(
            model_name="gathering",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="playbooks.playbookversion",
            ),
        ),
        migrations.AddField(
            model_name="ticker",
            name="org",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="orgs.organisation",
            ),
        ),
        migrations.AddField(
            model_name="ticker",
            name="playbook",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tickers",
                to="playbooks.playbook",
            ),
        ),
        migrations.AddConstraint(
            model_name="absencescan",
            constraint=models.UniqueConstraint(fields=("playbook", "trigger"), name="absence_scan_once"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["org", "member_id"], name="assignments_of_member"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("org", "experiment", "unit"), name="assigned_once"),
        ),
        migrations.AddIndex(
            model_name="gathering",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["org", "closes_at"], name="gatherings_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.UniqueConstraint(
                fields=("playbook", "step", "group_id", "number"), name="gathering_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("playbook", "step", "group_id"),
                name="one_open_gathering",
            ),
        ),
        migrations.AddIndex(
            model_name="ticker",
            index=models.Index(fields=["org", "due_at"], name="tickers_due"),
        ),
        migrations.AddConstraint(
            model_name="ticker",
            constraint=models.UniqueConstraint(
                fields=("playbook", "trigger", "community_id", "group_id"),
                name="ticker_once",
                nulls_distinct=False,
            ),
        ),
    ]
