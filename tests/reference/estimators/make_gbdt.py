"""Makes gbdt.json: what LightGBM and scikit-learn's HistGradientBoosting reach on data that both languages make alike.

The data come from a small congruential generator and from + - * / alone, so this script and the test get equal bits;
a checksum of each set proves it. Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import lightgbm
import numpy
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import log_loss, root_mean_squared_error

N_TRAIN, N_TEST = 1500, 1500


class Stream:
    """x' = 48271 x mod (2^31 - 1); a bell-shaped number is the sum of twelve uniform ones less 6."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647

    def bell(self):
        total = 0.0
        for _ in range(12):
            total += self.uniform()
        return total - 6

    def below(self, n):
        return int(self.uniform() * n)


def features(stream, n, kinds):
    """Rows of numbers: 'bell', 'grid' (whole numbers 0 .. 19), a number n of categories, or 'gap' (bell, a fifth missing)."""
    rows = []
    for _ in range(n):
        row = []
        for kind in kinds:
            if kind == "bell":
                row.append(stream.bell())
            elif kind == "grid":
                row.append(float(stream.below(20)))
            elif kind == "gap":
                value = stream.bell()
                row.append(float("nan") if stream.uniform() < 0.2 else value)
            else:
                row.append(float(stream.below(kind)))
        rows.append(row)
    return rows


def effect(code):
    """A number between -1 and 1 that looks random."""
    return (code * 7919 + 13) % 101 / 50 - 1


def known(value, otherwise):
    return otherwise if value != value else value


def smooth(x, noise):
    return x[0] * x[1] + x[2] * x[2] + abs(x[3]) + 0.5 * x[4] + 0.5 * noise


def gaps(x, noise):
    return known(x[0], 2) + known(x[1], -1.5) * x[2] + 0.5 * noise


def categories(x, noise):
    return 2 * effect(x[0]) + effect(x[1]) * x[2] + (1 if x[3] == 2 else 0) + 0.5 * noise


def steps(x, noise):
    return (3 if x[0] > 9 else 0) + (x[1] - 10) * (0.3 if x[2] > 4 else -0.2) + noise


SETS = [
    ("smooth regression", "regression", ["bell"] * 6, smooth, []),
    ("smooth binary", "binary", ["bell"] * 6, smooth, [1.9]),
    ("smooth multiclass", "multiclass", ["bell"] * 6, smooth, [0.9, 1.9, 3.1]),
    ("regression with gaps", "regression", ["gap", "gap", "bell", "gap"], gaps, []),
    ("binary with gaps", "binary", ["gap", "gap", "bell", "gap"], gaps, [0.4]),
    ("regression on categories", "regression", [40, 12, "bell", 3], categories, []),
    ("binary on categories", "binary", [40, 12, "bell", 3], categories, [0.3]),
    ("multiclass on categories", "multiclass", [40, 12, "bell", 3], categories, [-0.6, 1]),
    ("regression on steps", "regression", ["grid"] * 5, steps, []),
    ("binary on steps", "binary", ["grid"] * 5, steps, [1.2]),
]


def make(index):
    name, task, kinds, signal, limits = SETS[index]
    stream = Stream(1000 + index)
    rows = features(stream, N_TRAIN + N_TEST, kinds)
    raw = [signal(row, stream.bell()) for row in rows]
    y = raw if task == "regression" else [float(sum(value > limit for limit in limits)) for value in raw]
    return name, task, kinds, numpy.array(rows), numpy.array(y)


def checksum(X, y):
    return float(numpy.nansum(X * numpy.arange(1, X.shape[1] + 1)) + y.sum() * 3)


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
