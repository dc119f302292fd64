"""Makes naive-bayes.json: class probabilities of scikit-learn's GaussianNB and CategoricalNB, alone and together.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.naive_bayes import CategoricalNB, GaussianNB

rng = numpy.random.default_rng(20261121)
cases = []
n = 90
y = rng.integers(0, 3, size=n)
numbers = rng.normal(size=(n, 3)) * [1, 40, 0.01] * (1 + y[:, None] / 2) + [0, 500, -1] + y[:, None] * [0.5, -30, 0.004]
cardinalities = [2, 4, 7]
codes = numpy.stack([(rng.integers(0, c, size=n) * (1 + (y == 1))) % c for c in cardinalities], axis=1)
weights = rng.uniform(0.2, 3, size=n)


def joint_over(prior, *parts):
    """Probabilities of independent parts: each part's joint holds the prior once."""
    joint = sum(parts) - (len(parts) - 1) * prior
    exponent = numpy.exp(joint - joint.max(axis=1, keepdims=True))
    return exponent / exponent.sum(axis=1, keepdims=True)


def add(name, kinds, labels, smoothing=1e-9, alpha=1.0, w=None, scaled=False):
    # Over columns of equal variance the smoothing of scikit-learn, by the largest variance, is that of each column.
    X = (numbers - numbers.mean(axis=0)) / numbers.std(axis=0) if scaled else numbers
    parts = []
    prior = None
    if "numbers" in kinds:
        model = GaussianNB(var_smoothing=smoothing if scaled else 1e-30).fit(X, labels, sample_weight=w)
        prior = numpy.log(model.class_prior_)
        parts.append(model.predict_joint_log_proba(X))
    if "codes" in kinds:
        model = CategoricalNB(alpha=alpha, min_categories=cardinalities).fit(codes, labels, sample_weight=w)
        prior = model.class_log_prior_
        parts.append(model.predict_joint_log_proba(codes))
    cases.append(
        {
            "name": name,
            "params": {"alpha": alpha, "varianceSmoothing": smoothing},
            "numbers": X.tolist() if "numbers" in kinds else [],
            "codes": codes.tolist() if "codes" in kinds else [],
            "y": labels.tolist(),
            "sampleWeight": None if w is None else w.tolist(),
            "probabilities": joint_over(prior, *parts).tolist(),
        }
    )


add("numbers", ["numbers"], y, 1e-12)
add("numbers of two classes", ["numbers"], (y > 0).astype(int), 1e-12)
add("numbers with weights", ["numbers"], y, 1e-12, w=weights)
add("numbers, smoothed", ["numbers"], y, 0.3, scaled=True)
add("categories", ["codes"], y)
add("categories, little smoothing", ["codes"], y, alpha=0.01)
add("categories with weights", ["codes"], y, alpha=2.5, w=weights)
add("numbers and categories", ["numbers", "codes"], y, 1e-12, w=weights)

versions = {module.__name__: module.__version__ for module in (numpy, sklearn)}
output = {"madeBy": "make_naive_bayes.py", "versions": versions, "cardinalities": cardinalities, "cases": cases}
pathlib.Path(__file__).with_name("naive-bayes.json").write_text(json.dumps(output) + "\n")
