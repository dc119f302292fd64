"""Decisions of Optuna's pruners over sequences of made-up trials: make_pruners.py > pruners.json."""
import json
import math
import warnings

import numpy as np
import optuna
from optuna.pruners import (
    HyperbandPruner,
    MedianPruner,
    PatientPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
    WilcoxonPruner,
)

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


class GoldenHyperband(HyperbandPruner):
    """Hyperband whose brackets are drawn from the multiples of the golden section, not from a hash of the study's name."""

    def _get_bracket_id(self, study, trial):
        if not self._pruners:
            return 0
        left = ((trial.number + 0.5) * 0.6180339887498949) % 1 * self._total_trial_allocation_budget
        for bracket, budget in enumerate(self._trial_allocation_budgets[:-1]):
            if left < budget:
                return bracket
            left -= budget
        return self._n_brackets - 1


CASES = [
    ("median", {}, lambda: MedianPruner()),
    (
        "median",
        {"startupTrials": 2, "warmupSteps": 3, "intervalSteps": 2, "minTrials": 4},
        lambda: MedianPruner(2, 3, 2, n_min_trials=4),
    ),
    ("percentile", {"percentile": 25, "startupTrials": 3}, lambda: PercentilePruner(25.0, 3)),
    ("threshold", {"lower": -0.5, "upper": 1.5}, lambda: ThresholdPruner(-0.5, 1.5)),
    (
        "threshold",
        {"upper": 1, "warmupSteps": 2, "intervalSteps": 3},
        lambda: ThresholdPruner(upper=1, n_warmup_steps=2, interval_steps=3),
    ),
    ("patient", {"patience": 1, "minDelta": 0.05}, lambda: PatientPruner(None, 1, 0.05)),
    ("patient", {"patience": 2, "median": True}, lambda: PatientPruner(MedianPruner(), 2)),
    ("successiveHalving", {"minResource": 1}, lambda: SuccessiveHalvingPruner(1)),
    (
        "successiveHalving",
        {"minResource": 2, "reductionFactor": 2, "minEarlyStoppingRate": 1},
        lambda: SuccessiveHalvingPruner(2, 2, 1),
    ),
    ("hyperband", {"maxResource": 12, "reductionFactor": 2}, lambda: GoldenHyperband(1, 12, 2)),
    ("hyperband", {"minResource": 1, "maxResource": 9}, lambda: GoldenHyperband(1, 9)),
    ("wilcoxon", {}, lambda: WilcoxonPruner()),
    ("wilcoxon", {"pThreshold": 0.3, "startupSteps": 4}, lambda: WilcoxonPruner(p_threshold=0.3, n_startup_steps=4)),
]


def curve(rng, rounded, gaps, nans):
    """Reports of one trial: a level and a fall, noise, steps left out and values that are NaN."""
    level, fall = rng.normal(0.3, 0.4), rng.uniform(0.2, 1.5)
    reports = []
    for step in range(12):
        value = level + fall / (step + 1) + rng.normal(0, 0.15)
        if gaps and rng.uniform() < 0.2:
            continue
        # Tenths tie with each other.
        value = math.nan if nans and rng.uniform() < 0.04 else round(value, 1 if rounded else 3)
        reports.append([step, value])
    return reports


def replay(pruner, direction, curves):
    """The number of reports of each trial until it was stopped or ended; the mean of the reports is its value."""
    study = optuna.create_study(direction=direction, pruner=pruner)
    lengths, values = [], []
    for reports in curves:
        trial = study.ask()
        seen = []
        for step, value in reports:
            trial.report(value, step)
            seen.append(value)
            if trial.should_prune():
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                values.append(None)
                break
        else:
            values.append(round(float(np.nanmean(seen)), 6))
            study.tell(trial, values[-1])
        lengths.append(len(seen))
    return lengths, values


cases = []
for number, (name, options, make) in enumerate(CASES):
    for direction in ["minimize", "maximize"]:
        rng = np.random.default_rng([number, direction == "maximize"])
        # Rungs of Optuna depend on every step being reported; tied values of its test on SciPy's choice of a method.
        halving, paired = name in ("successiveHalving", "hyperband"), name == "wilcoxon"
        curves = [curve(rng, rounded=paired, gaps=not halving, nans=not paired) for _ in range(25)]
        lengths, values = replay(make(), direction, curves)
        curves = [[[s, None if math.isnan(v) else v] for s, v in reports] for reports in curves]
        cases.append(dict(pruner=name, options=options, direction=direction, curves=curves, lengths=lengths, values=values))

versions = {"optuna": optuna.__version__, "numpy": np.__version__}
print(json.dumps({"versions": versions, "cases": cases}, separators=(",", ":")))
