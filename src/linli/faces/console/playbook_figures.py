"""What came of a playbook: its experiment by arm and those left out, and how far to believe it."""

from dataclasses import dataclass

from linli.faces.console import step_words
from linli.run.playbooks.queries import experiments, runs
from linli.run.playbooks.queries.experiments import Arm, Trial
from linli.run.playbooks.trials import Interval


@dataclass(frozen=True)
class ArmRow:
    """An arm with its shares in words."""

    arm: Arm
    share: str
    share_between: str
    lift: str
    lift_between: str
    is_clear: bool


@dataclass(frozen=True)
class TrialShown:
    """An experiment, or the holdout, ready for its table."""

    trial: Trial
    window: str
    rows: list[ArmRow]


def figures(playbook_id: int) -> dict[str, object]:
    """The experiment of what is published and its holdout; None where there is none."""
    one = runs.get_playbook(playbook_id)
    experiment, holdout = experiments.experiment_of(one), experiments.holdout_of(one)
    return {
        "experiment": _shown(experiment) if experiment else None,
        "holdout": _shown(holdout) if holdout else None,
    }


def _shown(trial: Trial) -> TrialShown:
    return TrialShown(trial, step_words.span(trial.window), [_row(arm) for arm in trial.arms])


def _row(arm: Arm) -> ArmRow:
    lift = arm.lift
    return ArmRow(
        arm,
        f"{arm.share.value:.1%}" if arm.units else "–",
        _between(arm.share) if arm.units else "",
        f"{100 * lift.value:+.1f}" if lift and arm.units else "–",
        f"{100 * lift.low:+.1f} … {100 * lift.high:+.1f}" if lift and arm.units else "",
        bool(lift and arm.units and lift.is_clear),
    )


def _between(one: Interval) -> str:
    return f"{one.low:.1%} – {one.high:.1%}"
