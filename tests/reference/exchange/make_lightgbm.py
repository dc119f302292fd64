"""Tiny LightGBM models of each kind with their raw and final predictions: lightgbm.json, beside this file.

Run with numpy, pandas and lightgbm installed: python make_lightgbm.py
"""
import json
import pathlib
import re

import lightgbm
import numpy as np
import pandas as pd

from encode import edge_rows, matrix

BASE = {"num_leaves": 5, "min_data_in_leaf": 5, "verbose": -1, "num_threads": 1, "seed": 3}


def numbers(rng, missing=0.15, zeros=0.15, n=200, m=4):
    X = rng.normal(size=(n, m))
    X[rng.random(X.shape) < zeros] = 0.0
    X[rng.random(X.shape) < missing] = np.nan
    return X


def signal(X):
    Z = np.nan_to_num(X, nan=-0.7)
    return Z[:, 0] + np.where(Z[:, 1] == 0, 1.5, Z[:, 1]) * 0.5 + (Z[:, 2] > 0) * Z[:, 0]


def thresholds_of(booster, n_features):
    found = [[] for _ in range(n_features)]
    frame = booster.trees_to_dataframe()
    for feature, threshold, kind in zip(frame["split_feature"], frame["threshold"], frame["decision_type"]):
        if kind == "<=":
            found[booster.feature_name().index(feature)].append(float(threshold))
    return found


def shortened(text):
    """The text without its training parameters, which are much of a small model and say nothing about predictions."""
    return re.sub(r"\nparameters:\n.*?\nend of parameters\n", "\n", text, flags=re.DOTALL)


def case(name, booster, rows, data=None):
    """data: what is given to predict, where it is not the rows themselves."""
    given = rows if data is None else data
    return {
        "name": name,
        "model": shortened(booster.model_to_string()) if data is None else booster.model_to_string(),
        "rows": matrix(rows) if data is None else data.astype(object).where(data.notna(), None).values.tolist(),
        "raw": matrix(booster.predict(given, raw_score=True).reshape(len(rows), -1)),
        "predicted": matrix(booster.predict(given).reshape(len(rows), -1)),
    }


def numeric_cases():
    rng = np.random.default_rng(11)
    full, holed = numbers(rng, missing=0), numbers(rng)
    y = signal(holed)
    classes = np.digitize(y, [-0.5, 0.8])
    kinds = [
        ("missing none", full, signal(full), {"objective": "regression"}),
        ("missing nan", holed, y, {"objective": "regression"}),
        ("zero as missing", holed, y, {"objective": "regression", "zero_as_missing": True}),
        ("missing ignored", holed, y, {"objective": "regression", "use_missing": False}),
        ("sqrt", holed, y, {"objective": "regression", "reg_sqrt": True}),
        ("l1", holed, y, {"objective": "regression_l1"}),
        ("huber", holed, y, {"objective": "huber"}),
        ("fair", holed, y, {"objective": "fair"}),
        ("quantile", holed, y, {"objective": "quantile", "alpha": 0.8}),
        ("mape", holed, y + 5, {"objective": "mape"}),
        ("poisson", holed, np.floor(np.exp(y / 3)), {"objective": "poisson"}),
        ("gamma", holed, np.exp(y / 3), {"objective": "gamma"}),
        ("tweedie", holed, np.maximum(0, y), {"objective": "tweedie"}),
        ("cross entropy", holed, 1 / (1 + np.exp(-y)), {"objective": "cross_entropy"}),
        ("cross entropy lambda", holed, 1 / (1 + np.exp(-y)), {"objective": "cross_entropy_lambda"}),
        ("binary", holed, y > 0.3, {"objective": "binary"}),
        ("binary sigmoid", holed, y > 0.3, {"objective": "binary", "sigmoid": 2.5}),
        ("classes", holed, classes, {"objective": "multiclass", "num_class": 3}),
        ("classes one by one", holed, classes, {"objective": "multiclassova", "num_class": 3, "sigmoid": 1.5}),
        ("random forest", holed, y > 0.3,
         {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5}),
        ("random forest of classes", holed, classes,
         {"objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5}),
        ("dart", holed, y, {"objective": "regression", "boosting": "dart", "drop_rate": 0.5, "skip_drop": 0.0}),
        ("constant", holed, np.full(len(y), 2.5), {"objective": "regression"}),
    ]
    for name, X, target, params in kinds:
        booster = lightgbm.train({**BASE, **params}, lightgbm.Dataset(X, target), 4)
        yield case(name, booster, edge_rows(X, thresholds_of(booster, X.shape[1]), rng, infinite=True))
    ranked = lightgbm.Dataset(holed, classes, group=[20] * 10)
    booster = lightgbm.train({**BASE, "objective": "lambdarank"}, ranked, 4)
    yield case("ranks", booster, holed[:20])
    first = lightgbm.train({**BASE, "objective": "regression"}, lightgbm.Dataset(full, signal(full)), 2)
    more = lightgbm.train({**BASE, "objective": "regression", "zero_as_missing": True},
                          lightgbm.Dataset(holed, y), 2, init_model=first)
    yield case("two ways of missing", more, edge_rows(holed, thresholds_of(more, 4), rng, infinite=True))
    own = lightgbm.train({**BASE, "objective": lambda scores, data: (scores - data.get_label(), np.ones(len(scores)))},
                         lightgbm.Dataset(holed, y), 4)
    yield case("custom", own, holed[:20])


def categorical_cases():
    rng = np.random.default_rng(12)
    X = np.column_stack([rng.normal(size=600), rng.integers(0, 70, 600), rng.integers(0, 3, 600)]).astype(float)
    X[rng.random(600) < 0.1, 1] = np.nan
    y = X[:, 0] + np.isin(X[:, 1], np.arange(0, 70, 3)) * 2 + (X[:, 2] == 1)
    params = {**BASE, "objective": "regression", "cat_smooth": 1, "min_data_per_group": 2, "max_cat_to_onehot": 3}
    booster = lightgbm.train(params, lightgbm.Dataset(X, y, categorical_feature=[1, 2]), 5)
    rows = [row for row in X[:30]]
    for code in (-1, -0.5, -0.0, 0.9, 1.7, 3, 31, 32, 33, 63, 64, 66, 69, 69.99, 70, 1000, 2147483648, 3e9, 1e300,
                 np.nan, np.inf, -np.inf):
        rows += [np.array([x, code, z]) for x in (-1.0, 1.0) for z in (1.0, code)]
    yield case("categories", booster, np.array(rows))

    levels = ["north", "söuth", "east of it", "w"]
    frame = pd.DataFrame({
        "size": X[:, 0],
        "side": pd.Categorical([levels[int(i)] for i in rng.integers(0, 4, 600)], categories=levels),
        "floors": pd.Categorical(rng.choice([7, 9, 12], 600)),
        "same": pd.Categorical(["one"] * 600),
        "lift": pd.Categorical(rng.random(600) < 0.5),
    })
    target = frame["size"] + (frame["side"] == "w") * 2 + (frame["floors"].astype(int) == 9) + frame["lift"].astype(int)
    booster = lightgbm.train({**params, "num_leaves": 8}, lightgbm.Dataset(frame, target), 4)
    some = frame.head(24).copy()
    some.loc[3, "side"] = np.nan
    some.loc[4, "floors"] = np.nan
    some.loc[5, "size"] = np.nan
    yield case("labels", booster, some.values, data=some)


def refused():
    rng = np.random.default_rng(13)
    X = numbers(rng, missing=0)
    booster = lightgbm.train({**BASE, "objective": "regression", "linear_tree": True}, lightgbm.Dataset(X, signal(X)), 2)
    return [{"name": "linear trees", "model": booster.model_to_string()}]


def main():
    content = {
        "versions": {"lightgbm": lightgbm.__version__, "numpy": np.__version__, "pandas": pd.__version__},
        "cases": [*numeric_cases(), *categorical_cases()],
        "refused": refused(),
    }
    path = pathlib.Path(__file__).with_name("lightgbm.json")
    path.write_text(json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False) + "\n")
    print(path.stat().st_size)


main()
