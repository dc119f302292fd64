"""Makes gbdt-options.json: LightGBM with class weights, GOSS and DART, and what it reaches on rows that it did not see.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import lightgbm
import numpy
from peer_sets import N_TRAIN, make
from sklearn.metrics import log_loss, root_mean_squared_error

COMMON = {"verbose": -1, "n_jobs": 1}

weighted = []
# LightGBM guesses the rows of a leaf from its sum of second derivatives, which weights change: no limit on rows.
for name, index, extra in [("balanced", 9, {"class_weight": "balanced"}), ("three for one", 9, {"class_weight": {0: 1, 1: 3}})]:
    _, _, _, X, y = make(index)
    X, y = X[:N_TRAIN], y[:N_TRAIN]
    model = lightgbm.LGBMClassifier(n_estimators=8, learning_rate=0.2, num_leaves=12, min_child_samples=0, min_child_weight=3, min_data_in_bin=1, **COMMON, **extra)
    model.fit(X, y)
    scores = model.predict(X[:300], raw_score=True)
    weighted.append({"name": name, "scores": [float(f"{score:.10g}") for score in scores]})

held_out = []
for index in range(2):
    name, task, _, X, y = make(index)
    train, test = slice(0, N_TRAIN), slice(N_TRAIN, None)
    losses = {}
    for boosting, extra in [("gbdt", {}), ("goss", {"data_sample_strategy": "goss"}), ("dart", {"boosting_type": "dart", "uniform_drop": True})]:
        kind = lightgbm.LGBMRegressor if task == "regression" else lightgbm.LGBMClassifier
        of_seeds = []
        for seed in range(5 if extra else 1):
            model = kind(n_estimators=100, random_state=seed, **COMMON, **extra)
            model.fit(X[train], y[train])
            predicted = model.predict(X[test]) if task == "regression" else model.predict_proba(X[test])
            of_seeds.append((root_mean_squared_error if task == "regression" else log_loss)(y[test], predicted))
        losses[boosting] = float(numpy.mean(of_seeds))
    held_out.append({"set": index, "name": name, "losses": losses})
    print(held_out[-1])

versions = {"lightgbm": lightgbm.__version__, "numpy": numpy.__version__}
target = pathlib.Path(__file__).with_name("gbdt-options.json")
target.write_text(json.dumps({"versions": versions, "weighted": weighted, "heldOut": held_out}) + "\n")
