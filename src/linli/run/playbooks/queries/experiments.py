"""What came of an experiment, and of leaving people out: units, conversions, lift, and is it believable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from linli.connect.gateway.policy import queries as policies
from linli.kernel.orgs import scope
from linli.run.playbooks import trials
from linli.run.playbooks.document import parsing
from linli.run.playbooks.document.shapes import Experiment
from linli.run.playbooks.document.shapes import Playbook as Document
from linli.run.playbooks.models import Playbook, PlaybookVersion
from linli.run.playbooks.queries.compiled import document_of
from linli.run.playbooks.trials import Interval

USUAL_WINDOW = timedelta(days=14)


@dataclass(frozen=True)
class Arm:
    """Units of an arm that were exposed, those who reached the goal in its window, those whom the guardrail
    counted. `lift` is the difference of the shares to the first arm (of a holdout: to those left out).
    """

    name: str
    weight: int
    units: int
    converted: int
    guarded: int
    share: Interval
    lift: Interval | None


@dataclass(frozen=True)
class Trial:
    """An experiment as it stands. Below `trials.SRM_ALARM`, `srm` says that something sorts the units."""

    id: str
    unit: str
    arms: tuple[Arm, ...]
    srm: float
    window: timedelta
    guardrail: str

    @property
    def is_believable(self) -> bool:
        """Did the units fall as the weights say?"""
        return self.srm >= trials.SRM_ALARM


def experiment_of(playbook: Playbook) -> Trial | None:
    """The experiment of the current version by its arms; None when it has none."""
    version = playbook.current
    document = document_of(version) if version else None
    if version is None or document is None or document.experiment is None:
        return None
    found = _as_written(version, document.experiment)
    counts = _counts(playbook, found.id, document, found.guardrail, list(found.arms))
    return _trial(found, document, counts)


def holdout_of(playbook: Playbook, *, community: int | None = None) -> Trial | None:
    """Those who got the playbook against those who were left out, under the policy that holds now."""
    document = document_of(playbook.current) if playbook.current else None
    holdout = policies.effective_policy(org=scope.org_id(), community=community).holdout
    if document is None or holdout is None or document.message_class not in holdout.applies_to:
        return None
    weights = {trials.HELD: holdout.percent, trials.TREATED: 100 - holdout.percent}
    as_experiment = Experiment(id=f"holdout:{holdout.id}", unit=holdout.unit, arms=weights)
    guardrail = document.experiment.guardrail if document.experiment else "membership.left"
    counts = _counts(playbook, as_experiment.id, document, guardrail, list(weights))
    return _trial(as_experiment, document, counts, guardrail=guardrail)


def _as_written(version: PlaybookVersion, experiment: Experiment) -> Experiment:
    """The arms in the order of the text, whose first one is compared with; a kept document has none."""
    written = parsing.parse(version.source)[0].experiment
    return written if written is not None and written.arms == experiment.arms else experiment


Counted = dict[str, tuple[int, int, int]]
"""By arm: units, converted, guarded."""


def _trial(found: Experiment, document: Document, counts: Counted, *, guardrail: str = "") -> Trial:
    first = next(iter(found.arms))
    control = counts[first][1], counts[first][0]
    arms = [
        Arm(
            name=name,
            weight=weight,
            units=counts[name][0],
            converted=counts[name][1],
            guarded=counts[name][2],
            share=trials.rate(counts[name][1], counts[name][0]),
            lift=None if name == first else trials.lift(counts[name][1], counts[name][0], control),
        )
        for name, weight in found.arms.items()
    ]
    srm = trials.srm([one.units for one in arms], [one.weight for one in arms])
    window = document.goal.within if document.goal else USUAL_WINDOW
    return Trial(found.id, found.unit, tuple(arms), srm, window, guardrail or found.guardrail)


_SQL = """
SELECT a.arm, count(*), count(*) FILTER (WHERE c.converted), count(*) FILTER (WHERE g.guarded)
FROM playbooks_assignment a
JOIN LATERAL (
  SELECT bool_or(r.goal_at IS NOT NULL AND r.goal_at <= a.exposed_at + %(window)s::interval) AS converted
  FROM playbooks_run r WHERE r.org_id = a.org_id AND r.playbook_id = %(playbook)s AND NOT r.is_test
    AND CASE WHEN a.member_id IS NOT NULL THEN r.member_id = a.member_id
      ELSE r.group_id = split_part(a.unit, ':', 2)::bigint END
  HAVING count(*) > 0) c ON true
LEFT JOIN LATERAL (SELECT true AS guarded FROM events e WHERE e.org_id = a.org_id AND e.kind = %(guardrail)s
    AND e.member_id = a.member_id AND e.occurred_at >= a.exposed_at
    AND e.occurred_at <= a.exposed_at + %(window)s::interval LIMIT 1) g ON true
WHERE a.org_id = %(org)s AND a.experiment = %(experiment)s AND a.exposed_at IS NOT NULL
  AND a.arm = ANY(%(arms)s)
GROUP BY a.arm
"""


def _counts(
    playbook: Playbook, experiment: str, document: Document, guardrail: str, arms: Sequence[str]
) -> Counted:
    """One query. A unit counts once, however many runs it has; only those who have one of this playbook."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "org": scope.org_id(),
                "playbook": playbook.id,
                "experiment": experiment,
                "guardrail": guardrail,
                "window": f"{(document.goal.within if document.goal else USUAL_WINDOW).total_seconds()} s",
                "arms": list(arms),
            },
        )
        found = {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}
    return {arm: found.get(arm, (0, 0, 0)) for arm in arms}
