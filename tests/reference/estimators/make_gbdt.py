"""Makes gbdt.json: what LightGBM and scikit-learn's HistGradientBoosting reach on data that both languages make alike.

The data are those of peer_sets.py; a checksum of each set proves that the test has the same. Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import lightgbm
import numpy
import sklearn
from peer_sets import N_TEST, N_TRAIN, SETS, checksum, make
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import log_loss, root_mean_squared_error

def loss(task, y, predicted):
    return root_mean_squared_error(y, predicted) if task == "regression" else log_loss(y, predicted)


sets = []
for index in range(len(SETS)):
    name, task, kinds, X, y = make(index)
    codes = [j for j, kind in enumerate(kinds) if isinstance(kind, int)]
    train, test = slice(0, N_TRAIN), slice(N_TRAIN, None)
    regression = task == "regression"
    common = {"n_estimators": 100, "learning_rate": 0.1, "num_leaves": 31, "min_child_samples": 20, "verbose": -1, "n_jobs": 1}
    light = (lightgbm.LGBMRegressor if regression else lightgbm.LGBMClassifier)(**common, deterministic=True, force_row_wise=True)
    light.fit(X[train], y[train], categorical_feature=codes)
    hist = (HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier)(
        max_iter=100, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20, early_stopping=False, categorical_features=codes or None
    )
    hist.fit(X[train], y[train])
    of = lambda model: model.predict(X[test]) if regression else model.predict_proba(X[test])
    prior = numpy.full(N_TEST, y[train].mean()) if regression else numpy.tile(numpy.bincount(y[train].astype(int)) / N_TRAIN, (N_TEST, 1))
    sets.append(
        {
            "name": name,
            "checksum": checksum(X, y),
            "lightgbm": loss(task, y[test], of(light)),
            "scikitLearn": loss(task, y[test], of(hist)),
            "baseline": loss(task, y[test], prior),
        }
    )

# Few trees on whole numbers: every library then has the same bins and must find the same splits.
# (LightGBM never looks at a column again that had no split in an ancestor, which with large penalties hides good ones.)
twins = []
for name, index, trees, extra in [
    ("regression on steps", 8, 8, {}),
    ("regression on steps, penalties", 8, 2, {"reg_lambda": 0.5, "reg_alpha": 0.5, "max_depth": 4}),
    ("regression on steps, weights", 8, 8, {"weighted": True}),
    ("binary on steps", 9, 8, {}),
    ("regression with gaps", 3, 8, {}),
    ("regression on categories", 5, 2, {"cat_smooth": 5, "min_data_per_group": 30, "cat_l2": 3}),
]:
    _, task, kinds, X, y = make(index)
    X, y = X[:N_TRAIN].copy(), y[:N_TRAIN]
    for j, kind in enumerate(kinds):
        if not isinstance(kind, int):
            X[:, j] = numpy.floor(X[:, j] * 4) if kind != "grid" else X[:, j]
    codes = [j for j, kind in enumerate(kinds) if isinstance(kind, int)]
    weights = 1 + numpy.arange(N_TRAIN) % 3 if extra.get("weighted") else None
    params = {key: value for key, value in extra.items() if key != "weighted"}
    model = (lightgbm.LGBMRegressor if task == "regression" else lightgbm.LGBMClassifier)(
        n_estimators=trees, learning_rate=0.2, num_leaves=12, min_child_samples=15, min_data_in_bin=1, verbose=-1, n_jobs=1, **params
    )
    model.fit(X, y, sample_weight=weights, categorical_feature=codes)
    scores = model.predict(X, raw_score=True)
    twins.append({"name": name, "set": index, "trees": trees, "params": extra, "scores": [float(f"{score:.10g}") for score in scores[:300]]})

versions = {"lightgbm": lightgbm.__version__, "scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
target = pathlib.Path(__file__).with_name("gbdt.json")
target.write_text(json.dumps({"versions": versions, "sets": sets, "twins": twins}) + "\n")
for row in sets:
    print(row)
