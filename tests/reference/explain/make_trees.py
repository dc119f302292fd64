"""Makes trees.json: LightGBM models as our flat trees, with the explanations that LightGBM and shap give of them.

Run with Python 3 and the packages named in the output's "versions"; it writes beside itself.
"""

import itertools
import json
import math
import pathlib

import lightgbm
import numpy
import shap

PARAMS = {"verbose": -1, "num_threads": 1, "deterministic": True, "seed": 5, "min_data_in_leaf": 5, "min_data_per_group": 5}


def flat(booster, cardinality):
    """The model's trees in the layout of src/estimators/tree/forest.ts; `cardinality` of columns that are categories."""
    forest = {name: [] for name in ("roots", "kinds", "features", "values", "lefts", "covers", "categories")}

    def reserve():
        for name in ("kinds", "features", "values", "lefts", "covers"):
            forest[name].append(0)
        return len(forest["kinds"]) - 1

    def fill(at, node):
        forest["covers"][at] = node.get("leaf_count", node.get("internal_count", 0))
        if "leaf_value" in node:
            forest["values"][at] = node["leaf_value"]
            return
        feature = node["split_feature"]
        forest["features"][at] = feature
        if node["decision_type"] == "==":
            forest["kinds"][at] = 4
            forest["values"][at] = len(forest["categories"])
            words = [0] * math.ceil(cardinality[feature] / 32)
            for code in map(int, node["threshold"].split("||")):
                words[code // 32] |= 1 << code % 32
            forest["categories"] += [cardinality[feature], *words]
        else:
            assert node["missing_type"] in ("NaN", "None")
            forest["kinds"][at] = 1 if node["default_left"] and node["missing_type"] == "NaN" else 2
            forest["values"][at] = node["threshold"]
        left = reserve()
        right = reserve()
        forest["lefts"][at] = left
        fill(left, node["left_child"])
        fill(right, node["right_child"])

    for tree in booster.dump_model()["tree_info"]:
        root = reserve()
        forest["roots"].append(root)
        fill(root, tree["tree_structure"])
    return forest


def columns(rows):
    """Column by column; None for missing."""
    return [[None if numpy.isnan(value) else float(value) for value in column] for column in rows.T]


def table(rng, n, categories):
    """Four numbers (the second with gaps) and a column of codes for each cardinality (the first with gaps)."""
    numbers = rng.normal(size=(n, 4)).round(2)
    codes = [rng.integers(0, size, n).astype(float) for size in categories]
    rows = numpy.column_stack([numbers, *codes])
    rows[rng.random(n) < 0.2, 1] = numpy.nan
    if categories:
        rows[rng.random(n) < 0.1, 4] = numpy.nan
    return rows


def multiclass(rng):
    """Three classes, categories and missing values: LightGBM's own contributions."""
    cardinality = {4: 6, 5: 45}
    rows = table(rng, 1200, [6, 45])
    signal = numpy.nan_to_num(rows[:, 0] * rows[:, 1], nan=1.0) + (rows[:, 4] % 3) + (rows[:, 5] * 7 % 5) / 2 + rows[:, 2]
    target = numpy.digitize(numpy.nan_to_num(signal), [0.5, 2.0])
    data = lightgbm.Dataset(rows, target, categorical_feature=[4, 5])
    booster = lightgbm.train({**PARAMS, "objective": "multiclass", "num_class": 3, "num_leaves": 12}, data, 5)
    shown = table(rng, 40, [6, 45])
    contributions = numpy.asarray(booster.predict(shown, pred_contrib=True)).reshape(40, 3, 7)
    return {
        "forest": flat(booster, cardinality),
        "columns": columns(shown),
        "raw": booster.predict(shown, raw_score=True).tolist(),
        "contributions": contributions.tolist(),
    }


def exact_interventional(booster, shown, background):
    """Shapley values by all sets of columns, each asked from the model itself."""
    n_rows, n = shown.shape
    scores = {}
    for known in itertools.product([False, True], repeat=n):
        mixed = numpy.where(numpy.array(known), shown[:, None, :], background[None, :, :])
        scores[known] = booster.predict(mixed.reshape(-1, n), raw_score=True).reshape(n_rows, -1).mean(axis=1)
    values = numpy.zeros((n_rows, n))
    for known, score in scores.items():
        size = sum(known)
        for j in range(n):
            if known[j]:
                continue
            share = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
            values[:, j] += share * (scores[(*known[:j], True, *known[j + 1 :])] - score)
    return values


def binary(rng):
    """Two classes, numbers with missing values: shap's interactions and its values against a background."""
    rows = table(rng, 1200, [])
    signal = numpy.nan_to_num(rows[:, 0] * rows[:, 1], nan=1.0) + rows[:, 2] * (rows[:, 3] > 0)
    target = (signal + 0.3 * rng.normal(size=len(rows)) > 0.3).astype(int)
    booster = lightgbm.train({**PARAMS, "objective": "binary", "num_leaves": 20}, lightgbm.Dataset(rows, target), 10)
    shown, background = table(rng, 30, []), table(rng, 25, [])
    interactions = shap.TreeExplainer(booster).shap_interaction_values(shown)
    explainer = shap.TreeExplainer(booster, data=background, feature_perturbation="interventional")
    return {
        "forest": flat(booster, {}),
        "columns": columns(shown),
        "background": columns(background),
        "contributions": booster.predict(shown, pred_contrib=True).tolist(),
        "interactions": numpy.asarray(interactions).tolist(),
        "interventional": numpy.asarray(explainer.shap_values(shown)).tolist(),
        "interventional_exact": exact_interventional(booster, shown, background).tolist(),
        "interventional_expected": float(booster.predict(background, raw_score=True).mean()),
    }


if __name__ == "__main__":
    generator = numpy.random.default_rng(8)
    result = {
        "versions": {"lightgbm": lightgbm.__version__, "shap": shap.__version__, "numpy": numpy.__version__},
        "multiclass": multiclass(generator),
        "binary": binary(generator),
    }
    pathlib.Path(__file__).with_name("trees.json").write_text(json.dumps(result, allow_nan=False) + "\n")
