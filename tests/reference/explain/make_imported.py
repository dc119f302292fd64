"""Contributions of models by the libraries that trained them: `python make_imported.py` writes imported.json beside it."""

import json
import pathlib

import lightgbm
import numpy
import xgboost

ROWS = 300
SHOWN = 12


def data(generator):
    """Four number columns, the third with gaps, the last one codes of six categories."""
    X = generator.normal(size=(ROWS, 4))
    X[generator.random(ROWS) < 0.2, 2] = numpy.nan
    X[:, 3] = generator.integers(0, 6, ROWS)
    score = X[:, 0] - numpy.nan_to_num(X[:, 2], nan=1.0) * X[:, 1] + (X[:, 3] == 2)
    return X, score


def cell(value):
    return None if numpy.isnan(value) else float(value)


def case(name, model, X, raw, contributions):
    rows = [[cell(value) for value in row] for row in X[:SHOWN]]
    shape = (SHOWN, -1, X.shape[1] + 1)
    return {
        "name": name,
        "model": model,
        "rows": rows,
        "raw": numpy.asarray(raw, dtype=float).reshape(SHOWN, -1).tolist(),
        "contributions": numpy.asarray(contributions, dtype=float).reshape(shape).tolist(),
    }


def lightgbm_case(name, X, y, categorical=(), **params):
    params = {"num_leaves": 7, "verbose": -1, "min_data_in_leaf": 10, "deterministic": True, "num_threads": 1, **params}
    booster = lightgbm.train(params, lightgbm.Dataset(X, y, categorical_feature=list(categorical)), 5)
    raw = booster.predict(X[:SHOWN], raw_score=True)
    return case(name, booster.model_to_string(), X, raw, booster.predict(X[:SHOWN], pred_contrib=True))


def xgboost_case(name, X, y, **params):
    matrix = xgboost.DMatrix(X, y, feature_names=["a", "b", "c", "d"])
    booster = xgboost.train({"max_depth": 3, "nthread": 1, **params}, matrix, 5)
    shown = matrix.slice(range(SHOWN))
    raw = booster.predict(shown, output_margin=True)
    return case(name, booster.save_raw("json").decode(), X, raw, booster.predict(shown, pred_contribs=True))


generator = numpy.random.default_rng(3)
X, score = data(generator)
two = (score > 0.5).astype(int)
three = numpy.digitize(score, [-0.5, 1.0])
plain = X[:, :3]
unused = numpy.column_stack([numpy.zeros(ROWS), plain])
cases = [
    lightgbm_case("LightGBM, two classes, categories", X, two, [3], objective="binary"),
    lightgbm_case("LightGBM, three classes", X, three, [3], objective="multiclass", num_class=3),
    lightgbm_case("LightGBM, a column without a split", unused, score, objective="regression"),
    lightgbm_case("LightGBM, zero is missing", numpy.round(X), score, objective="regression", zero_as_missing=True),
    xgboost_case("XGBoost, two classes", X, two, objective="binary:logistic"),
    xgboost_case("XGBoost, three classes", X, three, objective="multi:softprob", num_class=3),
]
versions = {"lightgbm": lightgbm.__version__, "xgboost": xgboost.__version__, "numpy": numpy.__version__}
target = pathlib.Path(__file__).with_name("imported.json")
target.write_text(json.dumps({"versions": versions, "cases": cases}))
