"""Fairness figures of Fairlearn: `python make_fairness.py` writes fairness.json beside it."""

import json
import pathlib

import fairlearn
import numpy
import sklearn
from fairlearn import metrics as fm
from fairlearn.postprocessing import ThresholdOptimizer
from sklearn.base import BaseEstimator
from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error, precision_score, roc_auc_score

NAMED = [
    "demographic_parity_difference",
    "demographic_parity_ratio",
    "equalized_odds_difference",
    "equalized_odds_ratio",
    "equal_opportunity_difference",
    "equal_opportunity_ratio",
]
OF_CLASSES = {
    "selection_rate": fm.selection_rate,
    "true_positive_rate": fm.true_positive_rate,
    "false_positive_rate": fm.false_positive_rate,
    "true_negative_rate": fm.true_negative_rate,
    "false_negative_rate": fm.false_negative_rate,
    "precision": precision_score,
    "accuracy": accuracy_score,
    "f1": f1_score,
}


def frame(functions, y_true, y_pred, sensitive):
    """What a MetricFrame says; groups in its own order."""
    found = fm.MetricFrame(metrics=functions, y_true=y_true, y_pred=y_pred, sensitive_features=sensitive)
    by_group = found.by_group.dropna()
    labels = [list(key) if isinstance(key, tuple) else [key] for key in by_group.index]
    comparisons = {
        "difference": found.difference(),
        "ratio": found.ratio(),
        "differenceToOverall": found.difference(method="to_overall"),
        "ratioToOverall": found.ratio(method="to_overall"),
        "groupMin": found.group_min(),
        "groupMax": found.group_max(),
    }
    return {
        name: {
            "overall": float(found.overall[name]),
            "groups": [[label, float(value)] for label, value in zip(labels, by_group[name])],
            **{kind: float(values[name]) for kind, values in comparisons.items()},
        }
        for name in functions
    }


def judged(y_true, probabilities, columns):
    y_pred = (probabilities > 0.5).astype(int)
    sensitive = {name: values for name, values in columns.items()}
    together = numpy.array(list(columns.values())).T
    found = []
    for values in [*sensitive.values(), *([together] if len(columns) > 1 else [])]:
        of_classes = frame(OF_CLASSES, y_true, y_pred, values)
        of_scores = frame({"roc_auc": roc_auc_score}, y_true, probabilities, values)
        named = {name: float(getattr(fm, name)(y_true, y_pred, sensitive_features=values)) for name in NAMED}
        found.append({"frame": {**of_classes, **of_scores}, "named": named})
    return found


class Given(BaseEstimator):
    """An estimator that answers with its only column."""

    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict(self, X):
        return numpy.asarray(X)[:, 0]


def optimised(y_true, probabilities, sensitive, constraint, objective):
    optimizer = ThresholdOptimizer(
        estimator=Given().fit(None, None), constraints=constraint, objective=objective, prefit=True, predict_method="predict"
    )
    X = probabilities.reshape(-1, 1)
    optimizer.fit(X, y_true, sensitive_features=sensitive)
    chance = optimizer._pmf_predict(X, sensitive_features=sensitive)[:, 1]
    positive, negative = chance[y_true == 1].mean(), (1 - chance)[y_true == 0].mean()
    share = y_true.mean()
    value = {
        "accuracy": share * positive + (1 - share) * negative,
        "balanced_accuracy": (positive + negative) / 2,
    }[objective.removesuffix("_score")]
    groups = [
        [
            str(group),
            float(chance[sensitive == group].mean()),
            float(chance[(sensitive == group) & (y_true == 1)].mean()),
            float(chance[(sensitive == group) & (y_true == 0)].mean()),
        ]
        for group in numpy.unique(sensitive)
    ]
    return {
        "constraint": constraint,
        "objective": objective.removesuffix("_score"),
        "value": float(value),
        "groups": groups,
    }


def sample(generator, rows, skill):
    """Two columns with three and two values; the score and the truth both depend on them."""
    race = generator.choice(["a", "b", "c"], rows, p=[0.5, 0.3, 0.2])
    sex = generator.choice(["f", "m"], rows)
    drift = 0.6 * (race == "a") - 0.5 * (race == "c") + 0.3 * (sex == "m")
    logit = skill * generator.normal(size=rows) + drift
    probabilities = numpy.round(1 / (1 + numpy.exp(-logit)), 2)
    y_true = (generator.random(rows) < 1 / (1 + numpy.exp(-1.2 * logit))).astype(int)
    return y_true, probabilities, {"race": race, "sex": sex}


cases = []
generator = numpy.random.default_rng(20)
for name, rows, skill in [("even", 500, 1.0), ("sharp", 400, 2.5), ("weak", 300, 0.3)]:
    y_true, probabilities, columns = sample(generator, rows, skill)
    cases.append(
        {
            "name": name,
            "yTrue": y_true.tolist(),
            "probabilities": probabilities.tolist(),
            "sensitive": {key: values.tolist() for key, values in columns.items()},
            "judged": judged(y_true, probabilities, columns),
            "optimised": [
                optimised(y_true, probabilities, columns["race"], constraint, objective)
                for constraint in ("demographic_parity", "equalized_odds")
                for objective in ("accuracy_score", "balanced_accuracy_score")
            ],
        }
    )

truth = generator.normal(size=200)
guess = truth + generator.normal(size=200)
part = generator.choice(["x", "y"], 200)
regression = {
    "yTrue": truth.tolist(),
    "yPred": guess.tolist(),
    "sensitive": part.tolist(),
    "frame": frame({"mae": mean_absolute_error}, truth, guess, part),
}

versions = {"fairlearn": fairlearn.__version__, "scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
output = {"versions": versions, "cases": cases, "regression": regression}
pathlib.Path(__file__).with_name("fairness.json").write_text(json.dumps(output, separators=(",", ":")) + "\n")
