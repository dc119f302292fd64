"""Makes forests.json: what scikit-learn's trees and forests say on data that both languages make alike (peer_sets.py).

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from peer_sets import N_TRAIN, SETS, Stream, checksum, make

SEEDS = range(6)


def error(task, y, predicted):
    """Root mean squared error of values, or of the probabilities of all classes together."""
    wanted = y if task == "regression" else numpy.eye(predicted.shape[1])[y.astype(int)]
    return float(numpy.sqrt(((predicted - wanted) ** 2).sum() / len(y)))


def answers(model, task, X):
    return model.predict(X) if task == "regression" else model.predict_proba(X)


sets = []
for index, (name, task, *_) in enumerate(SETS):
    _, _, _, X, y = make(index)
    regression = task == "regression"
    row = {"name": name, "checksum": checksum(X, y)}
    for field, kind in [
        ("random_forest", RandomForestRegressor if regression else RandomForestClassifier),
        ("extra_trees", ExtraTreesRegressor if regression else ExtraTreesClassifier),
    ]:
        found = [
            error(task, y[N_TRAIN:], answers(kind(random_state=seed).fit(X[:N_TRAIN], y[:N_TRAIN]), task, X[N_TRAIN:]))
            for seed in SEEDS
        ]
        row[field] = {"mean": float(numpy.mean(found)), "deviation": float(numpy.std(found, ddof=1))}
    sets.append(row)
    print(row)

# Trees on whole numbers, where every library has the same bins: no two splits tie, for no seed changes the tree.
twins = []
for index, params in [
    (8, {"max_depth": 5}),
    (8, {"min_samples_leaf": 20}),
    (8, {"min_samples_split": 60, "weighted": True}),
    (9, {"max_depth": 4, "min_samples_leaf": 10}),
    (9, {"max_depth": 4, "class_weight": "balanced", "min_samples_leaf": 15}),
    (2, {"max_depth": 4, "min_samples_leaf": 12}),
    (2, {"max_depth": 4, "min_samples_leaf": 12, "class_weight": "balanced"}),
    (3, {"max_depth": 6, "min_samples_leaf": 8}),
    (4, {"max_depth": 4, "min_samples_leaf": 10}),
]:
    name, task, kinds, X, y = make(index)
    for j, kind in enumerate(kinds):
        X[:, j] = numpy.floor(X[:, j] * 4) if kind in ("bell", "gap") else X[:, j]
    given = {key: value for key, value in params.items() if key != "weighted"}
    weights = 1 + numpy.arange(N_TRAIN) % 3 if params.get("weighted") else None
    kind = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    found = [
        answers(kind(random_state=seed, **given).fit(X[:N_TRAIN], y[:N_TRAIN], sample_weight=weights), task, X)
        for seed in range(10)
    ]
    ties = max(float(numpy.abs(one - found[0]).max()) for one in found)
    print(name, params, "seeds differ by", ties)
    assert ties < 1e-9, "some splits tie"
    rows = numpy.r_[0:150, N_TRAIN : N_TRAIN + 150]
    model = kind(random_state=0, **given).fit(X[:N_TRAIN], y[:N_TRAIN], sample_weight=weights)
    twins.append(
        {
            "name": f"{name} {given}{' weighted' if weights is not None else ''}",
            "set": index,
            "params": params,
            "answers": found[0][rows].tolist(),
            "importance": model.feature_importances_.tolist(),
        }
    )

# Usual rows and a few far ones; the test makes the same.
stream = Stream(77)
rows = [[stream.bell() for _ in range(5)] for _ in range(1000)]
rows += [[stream.bell() * 1.4 + (1.2 if stream.uniform() < 0.5 else -1.2) for _ in range(5)] for _ in range(40)]
X = numpy.array(rows)
odd = numpy.arange(len(X)) >= 1000
found = [float(roc_auc_score(odd, -IsolationForest(random_state=seed).fit(X).score_samples(X))) for seed in range(10)]
means = numpy.mean([-IsolationForest(random_state=seed).fit(X).score_samples(X) for seed in range(10)], axis=0)
isolation = {
    "checksum": float(X.sum()),
    "auc": {"mean": float(numpy.mean(found)), "deviation": float(numpy.std(found, ddof=1))},
    "scores": [float(f"{score:.6g}") for score in means[[0, 1, 2, 3, 4, 1000, 1001, 1002, 1003, 1004]]],
}
print(isolation)

versions = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
target = pathlib.Path(__file__).with_name("forests.json")
target.write_text(json.dumps({"versions": versions, "sets": sets, "twins": twins, "isolation": isolation}) + "\n")
