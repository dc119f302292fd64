"""Makes symmetric.json: the scores of CatBoost's symmetric trees where bins are whole numbers, and what it reaches on rows that nobody saw.

The data are those of peer_sets.py; a checksum of each set proves that the test has the same. Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import catboost
import numpy
import sklearn
from catboost import CatBoostClassifier, CatBoostRegressor
from peer_sets import N_TEST, N_TRAIN, SETS, checksum, make
from sklearn.metrics import log_loss, root_mean_squared_error

# Squared error without any chance: every step is then defined by the rows alone. (CatBoost also splits leaves that lose by it, which
# there are where a penalty meets small leaves: so the trees with one have few levels.)
plain = {
    "boosting_type": "Plain",
    "bootstrap_type": "No",
    "random_strength": 0,
    "score_function": "L2",
    "leaf_estimation_method": "Newton",
    "leaf_estimation_iterations": 1,
    "boost_from_average": True,
    "border_count": 254,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}

twins = []
for name, index, trees, extra in [
    ("steps", 8, 6, {"depth": 4, "l2_leaf_reg": 0}),
    ("steps, a penalty", 8, 6, {"depth": 2, "l2_leaf_reg": 3}),
    ("steps, weights", 8, 6, {"depth": 4, "l2_leaf_reg": 0, "weighted": True}),
    ("smooth, six levels", 0, 4, {"depth": 6, "l2_leaf_reg": 0}),
]:
    _, _, kinds, X, y = make(index)
    X, y = X[:N_TRAIN].copy(), y[:N_TRAIN]
    for j, kind in enumerate(kinds):
        if kind != "grid":
            X[:, j] = numpy.floor(X[:, j] * 4)
    weights = 1 + numpy.arange(N_TRAIN) % 3 if extra.get("weighted") else None
    params = {key: value for key, value in extra.items() if key != "weighted"}
    model = CatBoostRegressor(iterations=trees, learning_rate=0.2, **plain, **params)
    model.fit(X, y, sample_weight=weights)
    scores = model.predict(X)[:300]
    twins.append({"name": name, "set": index, "trees": trees, "params": extra, "scores": [float(f"{score:.10g}") for score in scores]})

sets = []
for index in range(len(SETS)):
    name, task, kinds, X, y = make(index)
    if any(isinstance(kind, int) for kind in kinds):
        continue
    regression = task == "regression"
    train, test = slice(0, N_TRAIN), slice(N_TRAIN, None)
    model = (CatBoostRegressor if regression else CatBoostClassifier)(
        iterations=300, learning_rate=0.08, depth=6, l2_leaf_reg=3, thread_count=1, verbose=False, allow_writing_files=False, random_seed=0
    )
    model.fit(X[train], y[train])
    predicted = model.predict(X[test]) if regression else model.predict_proba(X[test])
    loss = root_mean_squared_error if regression else log_loss
    prior = numpy.full(N_TEST, y[train].mean()) if regression else numpy.tile(numpy.bincount(y[train].astype(int)) / N_TRAIN, (N_TEST, 1))
    sets.append({"name": name, "set": index, "checksum": checksum(X, y), "catboost": loss(y[test], predicted), "baseline": loss(y[test], prior)})

versions = {"catboost": catboost.__version__, "scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
target = pathlib.Path(__file__).with_name("symmetric.json")
target.write_text(json.dumps({"versions": versions, "sets": sets, "twins": twins}) + "\n")
for row in sets:
    print(row)
