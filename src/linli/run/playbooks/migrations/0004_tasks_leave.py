"""Tasks have a room of their own: what was asked and answered goes there, the table goes."""

from django.db import migrations, models

_MOVE = """
INSERT INTO tasks_task (org_id, key, about, title, community_id, group_id, member_id, origin, source, role,
  also, skills, staff_id, purpose, body, parts, form, outcomes, proof, opened_at, opens_at, due_at, state,
  closed_at, closed_by, outcome, answers, proof_given)
SELECT t.org_id, 'run:' || t.run_id || '/' || t.step || '/' || t.visit_no, 'step', t.title, t.community_id,
  r.group_id, r.member_id, 'run:' || t.run_id, left('playbook ' || p.code || ' / step ' || t.step, 160), t.role,
  '{}', '{}', t.assignee_id, '', '', '[]', coalesce(s.step->'form', '[]'),
  ARRAY(SELECT k::varchar FROM jsonb_object_keys(coalesce(s.step->'outcomes', '{"done": ""}')) k
    WHERE k <> 'timeout'),
  'none', t.opened_at, t.opened_at, t.due_at,
  CASE WHEN t.state = 'closed' AND t.outcome = 'timeout' THEN 'expired' WHEN t.state = 'closed' THEN 'done'
    ELSE t.state END,
  coalesce(t.closed_at, CASE WHEN t.state <> 'open' THEN t.due_at END), t.closed_by, t.outcome, t.form, ''
FROM playbooks_task t JOIN playbooks_run r ON r.id = t.run_id JOIN playbooks_playbook p ON p.id = r.playbook_id
JOIN playbooks_playbookversion v ON v.id = r.version_id
LEFT JOIN LATERAL (SELECT e AS step FROM jsonb_array_elements(v.document->'steps') e
  WHERE e->>'id' = t.step LIMIT 1) s ON true
ON CONFLICT (org_id, key) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("playbooks", "0003_simulation"), ("tasks", "0001_initial")]

    operations = [
        migrations.RunSQL(_MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel("Task"),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=["org"],
                name="runs_troubled",
                condition=models.Q(
                    ("state__in", ("waiting", "ready", "running", "blocked_task", "paused")),
                    models.Q(("trouble", ""), _negated=True),
                ),
            ),
        ),
    ]
