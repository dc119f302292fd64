"""Mitigations of Fairlearn and AIF360: `python make_mitigations.py` writes mitigations.json beside it."""

import json
import pathlib

import aif360
import fairlearn
import numpy
import pandas
from aif360.algorithms.preprocessing import Reweighing
from aif360.datasets import BinaryLabelDataset
from fairlearn.postprocessing import ThresholdOptimizer
from sklearn.base import BaseEstimator

ONE_RATE = {"equal_opportunity": "true_positive_rate_parity", "predictive_equality": "false_positive_rate_parity"}


class Given(BaseEstimator):
    """An estimator that answers with its only column."""

    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict(self, X):
        return numpy.asarray(X)[:, 0]


def optimised(y_true, probabilities, sensitive, constraint, objective):
    """What the optimiser reaches in expectation."""
    optimizer = ThresholdOptimizer(
        estimator=Given().fit(None, None),
        constraints=ONE_RATE[constraint],
        objective=f"{objective}_score",
        prefit=True,
        predict_method="predict",
    )
    X = probabilities.reshape(-1, 1)
    optimizer.fit(X, y_true, sensitive_features=sensitive)
    chance = optimizer._pmf_predict(X, sensitive_features=sensitive)[:, 1]
    positive, negative = chance[y_true == 1].mean(), (1 - chance)[y_true == 0].mean()
    share = 0.5 if objective == "balanced_accuracy" else y_true.mean()
    value = share * positive + (1 - share) * negative
    return {"constraint": constraint, "objective": objective, "value": float(value)}


def sample(generator, rows, skill):
    """The score and the truth both depend on both columns."""
    race = generator.choice(["a", "b", "c"], rows, p=[0.5, 0.3, 0.2])
    sex = generator.choice(["f", "m"], rows)
    logit = skill * generator.normal(size=rows) + 0.6 * (race == "a") - 0.5 * (race == "c") + 0.3 * (sex == "m")
    probabilities = numpy.round(1 / (1 + numpy.exp(-logit)), 2)
    y_true = (generator.random(rows) < 1 / (1 + numpy.exp(-1.2 * logit))).astype(int)
    return y_true, probabilities, race, sex


def reweighed(y_true, group, weights):
    """AIF360 knows a privileged and an unprivileged group."""
    data = pandas.DataFrame({"y": y_true, "group": group, "weight": weights}).astype(float)
    given = BinaryLabelDataset(
        df=data, label_names=["y"], protected_attribute_names=["group"], instance_weights_name="weight"
    )
    made = Reweighing(unprivileged_groups=[{"group": 0}], privileged_groups=[{"group": 1}]).fit_transform(given)
    return made.instance_weights.tolist()


generator = numpy.random.default_rng(44)
cases = []
for name, rows, skill in [("even", 300, 1.0), ("sharp", 200, 2.5)]:
    y_true, probabilities, race, sex = sample(generator, rows, skill)
    male = (sex == "m").astype(int)
    weights = generator.integers(1, 6, rows)
    found = [
        optimised(y_true, probabilities, race, constraint, objective)
        for constraint in ONE_RATE
        for objective in ("accuracy", "balanced_accuracy")
    ]
    cases.append(
        {
            "name": name,
            "yTrue": y_true.tolist(),
            "probabilities": probabilities.tolist(),
            "race": race.tolist(),
            "sex": sex.tolist(),
            "weights": weights.tolist(),
            "optimised": found,
            "reweighed": reweighed(y_true, male, numpy.ones(rows)),
            "reweighedAgain": reweighed(y_true, male, weights),
        }
    )

versions = {"fairlearn": fairlearn.__version__, "aif360": aif360.__version__, "numpy": numpy.__version__}
output = {"versions": versions, "cases": cases}
pathlib.Path(__file__).with_name("mitigations.json").write_text(json.dumps(output, separators=(",", ":")) + "\n")
