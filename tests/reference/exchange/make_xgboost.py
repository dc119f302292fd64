"""Tiny XGBoost models of each kind with their margins and predictions: xgboost.json, beside this file.

Run with numpy, pandas and xgboost installed: python make_xgboost.py
"""
import base64
import json
import pathlib

import numpy as np
import pandas as pd
import xgboost

from encode import edge_rows, matrix

BASE = {"max_depth": 2, "nthread": 1, "seed": 3, "tree_method": "hist"}


def numbers(rng, n=200, m=4):
    X = rng.normal(size=(n, m))
    X[rng.random(X.shape) < 0.15] = 0.0
    X[rng.random(X.shape) < 0.15] = np.nan
    return X


def signal(X):
    Z = np.nan_to_num(X, nan=-0.7)
    return Z[:, 0] + Z[:, 1] * 0.5 + (Z[:, 2] > 0) * Z[:, 0]


def thresholds_of(booster):
    found = [[] for _ in range(booster.num_features())]
    frame = booster.trees_to_dataframe()
    for feature, value in zip(frame["Feature"], frame["Split"]):
        if feature != "Leaf" and value == value:
            found[int(feature[1:])].append(float(value))
    return found


def case(name, booster, rows, data=None, binary=False):
    """data: the DMatrix that is given to predict, where it is not made of the rows."""
    given = xgboost.DMatrix(rows) if data is None else data
    text = bytes(booster.save_raw("json")).decode()
    found = {
        "name": name,
        "model": text,
        "rows": matrix(rows) if data is None else rows.astype(object).where(rows.notna(), None).values.tolist(),
        "raw": matrix(booster.predict(given, output_margin=True).reshape(len(rows), -1)),
        "predicted": matrix(booster.predict(given).reshape(len(rows), -1)),
    }
    if binary:
        found["ubj"] = base64.b64encode(bytes(booster.save_raw("ubj"))).decode()
    return found


def numeric_cases():
    rng = np.random.default_rng(21)
    X = numbers(rng)
    y = signal(X)
    classes = np.digitize(y, [-0.5, 0.8])
    counts = np.floor(np.exp(y / 3))
    kinds = [
        ("squared error", y, {"objective": "reg:squarederror"}),
        ("absolute error", y, {"objective": "reg:absoluteerror"}),
        ("pseudo-Huber", y, {"objective": "reg:pseudohubererror"}),
        ("quantile", y, {"objective": "reg:quantileerror", "quantile_alpha": 0.8}),
        ("logistic regression", 1 / (1 + np.exp(-y)), {"objective": "reg:logistic"}),
        ("binary", y > 0.3, {"objective": "binary:logistic"}),
        ("binary, base score given", y > 0.3, {"objective": "binary:logistic", "base_score": 0.123}),
        ("margin", y > 0.3, {"objective": "binary:logitraw"}),
        ("probabilities", classes, {"objective": "multi:softprob", "num_class": 3}),
        ("poisson", counts, {"objective": "count:poisson"}),
        ("gamma", np.exp(y / 3), {"objective": "reg:gamma"}),
        ("tweedie", np.maximum(0, y), {"objective": "reg:tweedie"}),
        ("dart", y, {"objective": "reg:squarederror", "booster": "dart", "rate_drop": 0.6, "skip_drop": 0.0}),
        ("dart of classes", classes,
         {"objective": "multi:softprob", "num_class": 3, "booster": "dart", "rate_drop": 0.6, "skip_drop": 0.0}),
        ("parallel trees", classes,
         {"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2, "subsample": 0.5, "max_depth": 1}),
        ("pruned", y, {"objective": "reg:squarederror", "tree_method": "exact", "gamma": 8.0, "max_depth": 3}),
    ]
    for name, target, params in kinds:
        booster = xgboost.train({**BASE, **params}, xgboost.DMatrix(X, target), 4)
        rows = edge_rows(X, thresholds_of(booster), rng, infinite=False)
        yield case(name, booster, rows, binary=name in ("probabilities", "dart", "pruned"))
    ranked = xgboost.DMatrix(X, classes, group=[20] * 10)
    yield case("ranks", xgboost.train({**BASE, "objective": "rank:ndcg"}, ranked, 3), X[:20])


def older(text, base_score):
    """The model as versions before 3.1 wrote it: base_score is one number and there are no categories of a data frame."""
    model = json.loads(text)
    model["version"] = [2, 1, 0]
    model["learner"]["learner_model_param"]["base_score"] = base_score
    del model["learner"]["gradient_booster"]["model"]["cats"]
    return json.dumps(model, separators=(",", ":"))


def older_cases():
    rng = np.random.default_rng(22)
    X = numbers(rng)
    y = signal(X)
    for name, target, params, base_score in [
        ("binary of 2.1", y > 0.3, {"objective": "binary:logistic"}, "2.5E-1"),
        ("classes of 2.1", np.digitize(y, [-0.5, 0.8]), {"objective": "multi:softmax", "num_class": 3}, "5E-1"),
    ]:
        text = bytes(xgboost.train({**BASE, **params}, xgboost.DMatrix(X, target), 3).save_raw("json")).decode()
        booster = xgboost.Booster()
        booster.load_model(bytearray(older(text, base_score).encode()))
        found = case(name, booster, X[:30])
        if name.startswith("classes"):
            # softmax answers the class; its probabilities are those of softprob.
            margins = booster.predict(xgboost.DMatrix(X[:30]), output_margin=True)
            booster.set_param({"objective": "multi:softprob"})
            found["predicted"] = matrix(booster.predict(xgboost.DMatrix(X[:30])).reshape(30, -1))
            assert (booster.predict(xgboost.DMatrix(X[:30]), output_margin=True) == margins).all()
        yield {**found, "model": older(text, base_score)}


def categorical_cases():
    rng = np.random.default_rng(23)
    X = np.column_stack([rng.normal(size=600), rng.integers(0, 70, 600), rng.integers(0, 3, 600)]).astype(float)
    X[rng.random(600) < 0.1, 1] = np.nan
    y = X[:, 0] + np.isin(X[:, 1], np.arange(0, 70, 3)) * 2 + (X[:, 2] == 1)
    kinds = ["float", "c", "c"]
    params = {**BASE, "max_depth": 3, "max_cat_to_onehot": 4}
    data = xgboost.DMatrix(X, y, feature_types=kinds, enable_categorical=True)
    booster = xgboost.train({**params, "objective": "reg:squarederror"}, data, 4)
    rows = [row for row in X[:30]]
    for code in (0.9, 1.7, 3, 31, 32, 33, 63, 64, 66, 69, 69.99, 70, 1000, 16777215, 16777216, 3e9, np.nan):
        rows += [np.array([x, code, z]) for x in (-1.0, 1.0) for z in (1.0, code)]
    rows = np.array(rows)
    yield case("categories", booster, rows, binary=True)

    levels = ["north", "south", "east of it", "w"]
    frame = pd.DataFrame({
        "size": X[:, 0],
        "side": pd.Categorical([levels[int(i)] for i in rng.integers(0, 4, 600)], categories=levels),
        "floors": pd.Categorical(rng.choice([7, 9, 12], 600)),
    })
    target = frame["size"] + (frame["side"] == "w") * 2 + (frame["floors"].astype(int) == 9)
    booster = xgboost.train(params, xgboost.DMatrix(frame, target, enable_categorical=True), 4)
    some = frame.head(24).copy()
    some.loc[3, "side"] = np.nan
    some.loc[4, "floors"] = np.nan
    some.loc[5, "size"] = np.nan
    yield case("labels", booster, some, data=xgboost.DMatrix(some, enable_categorical=True), binary=True)


def refused():
    rng = np.random.default_rng(24)
    X = np.nan_to_num(numbers(rng))
    y = signal(X)
    both = np.column_stack([y, -y])
    for name, target, params in [
        ("gblinear", y, {"booster": "gblinear"}),
        ("vector leaf", both, {**BASE, "multi_strategy": "multi_output_tree"}),
        ("several targets", both, BASE),
        ("survival:aft", None, {**BASE, "objective": "survival:aft"}),
    ]:
        data = xgboost.DMatrix(X, target)
        if target is None:
            data.set_float_info("label_lower_bound", np.exp(y))
            data.set_float_info("label_upper_bound", np.exp(y))
        yield {"name": name, "model": bytes(xgboost.train(params, data, 1).save_raw("json")).decode()}
    # XGBoost 3.2 counts characters where it stores bytes, so the labels in the file are cut at the wrong places.
    frame = pd.DataFrame({"side": pd.Categorical(["söuth", "north"] * 100)})
    booster = xgboost.train(BASE, xgboost.DMatrix(frame, y, enable_categorical=True), 1)
    yield {"name": "labels beyond ASCII", "model": bytes(booster.save_raw("json")).decode()}


def main():
    content = {
        "versions": {"xgboost": xgboost.__version__, "numpy": np.__version__, "pandas": pd.__version__},
        "cases": [*numeric_cases(), *older_cases(), *categorical_cases()],
        "refused": [*refused()],
    }
    path = pathlib.Path(__file__).with_name("xgboost.json")
    path.write_text(json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False) + "\n")
    print(path.stat().st_size)


main()
