"""Makes conformal.json: intervals and sets as MAPIE finds them from fixed predictions.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import mapie
import numpy as np
import sklearn
from mapie.classification import SplitConformalClassifier
from mapie.regression import ConformalizedQuantileRegressor, CrossConformalRegressor, SplitConformalRegressor
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold

rng = np.random.default_rng(11)
levels = [0.5, 0.8, 0.9, 0.95]


class Column(RegressorMixin, BaseEstimator):
    """Predicts a column of X."""

    def __init__(self, at=0):
        self.at = at

    def fit(self, X, y):
        self.n_features_in_ = X.shape[1]
        return self

    def predict(self, X):
        return np.asarray(X)[:, self.at]


class Shares(ClassifierMixin, BaseEstimator):
    """Takes X for the probabilities."""

    def fit(self, X, y):
        self.classes_ = np.arange(X.shape[1])
        self.n_features_in_ = X.shape[1]
        return self

    def predict_proba(self, X):
        return np.asarray(X)

    def predict(self, X):
        return np.argmax(X, axis=1)


def lists(values):
    return np.asarray(values, dtype=float).tolist()


def split(n):
    predicted, new = rng.normal(size=n), rng.normal(size=8)
    y = predicted + rng.standard_t(4, size=n)
    ours = SplitConformalRegressor(Column().fit(np.zeros((2, 1)), None), confidence_level=levels, prefit=True)
    ours.conformalize(predicted[:, None], y)
    _, found = ours.predict_interval(new[:, None])
    return {
        "yTrue": lists(y),
        "predicted": lists(predicted),
        "new": lists(new),
        "intervals": [{"coverage": c, "low": lists(found[:, 0, i]), "high": lists(found[:, 1, i])} for i, c in enumerate(levels)],
    }


def quantile(n):
    centre, new = rng.normal(size=n), rng.normal(size=8)
    X = np.column_stack([centre - 1, centre + 1.2, centre])
    Z = np.column_stack([new - 1, new + 1.2, new])
    y = centre + rng.normal(size=n)
    found = []
    for level in levels:
        parts = [Column(at).fit(X, y) for at in range(3)]
        ours = ConformalizedQuantileRegressor(parts, confidence_level=level, prefit=True)
        ours.conformalize(X, y)
        _, ends = ours.predict_interval(Z, symmetric_correction=True)
        found.append({"coverage": level, "low": lists(ends[:, 0, 0]), "high": lists(ends[:, 1, 0])})
    return {
        "yTrue": lists(y),
        "low": lists(X[:, 0]),
        "high": lists(X[:, 1]),
        "newLow": lists(Z[:, 0]),
        "newHigh": lists(Z[:, 1]),
        "intervals": found,
    }


def cross(n, k):
    X, Z = rng.normal(size=(n, 2)), rng.normal(size=(6, 2))
    y = X @ [1.0, -2.0] + rng.normal(size=n)
    cv = KFold(k)
    ours = CrossConformalRegressor(LinearRegression(), confidence_level=levels, method="plus", cv=cv)
    ours.fit_conformalize(X, y)
    _, found = ours.predict_interval(Z)
    held, fold_of, predictions = np.zeros(n), np.zeros(n, dtype=int), []
    for fold, (train, valid) in enumerate(cv.split(X)):
        model = LinearRegression().fit(X[train], y[train])
        held[valid], fold_of[valid] = model.predict(X[valid]), fold
        predictions.append(lists(model.predict(Z)))
    return {
        "yTrue": lists(y),
        "predicted": lists(held),
        "foldOf": fold_of.tolist(),
        "predictions": predictions,
        "intervals": [{"coverage": c, "low": lists(found[:, 0, i]), "high": lists(found[:, 1, i])} for i, c in enumerate(levels)],
    }


def sets(method, n, classes):
    p, new = softmax(rng.normal(size=(n, classes)) * 1.5, axis=1), softmax(rng.normal(size=(20, classes)) * 1.5, axis=1)
    y = np.array([rng.choice(classes, p=row) for row in p])
    y[:classes] = np.arange(classes)
    ours = SplitConformalClassifier(
        Shares().fit(p, y), confidence_level=levels, conformity_score=method, prefit=True, random_state=5
    )
    ours.conformalize(p, y)
    options = {} if method == "lac" else {"conformity_score_params": {"include_last_label": "randomized"}}
    _, found = ours.predict_set(new, **options)
    # MAPIE takes a share of a class's own probability away, the papers add one: 1 - u and u. It draws with the same seed each time.
    draws = lambda size: lists(1 - np.random.RandomState(5).uniform(size=size))
    return {
        "method": method,
        "yTrue": y.tolist(),
        "probabilities": lists(p.T),
        "new": lists(new.T),
        **({} if method == "lac" else {"uniforms": draws(n), "newUniforms": draws(20)}),
        "sets": [{"coverage": c, "members": found[:, :, i].T.astype(int).tolist()} for i, c in enumerate(levels)],
    }


result = {
    "versions": {"mapie": mapie.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "split": [split(39), split(200)],
    "cqr": [quantile(150)],
    "cross": [cross(60, 5), cross(40, 40)],
    "sets": [sets("lac", 150, 4), sets("aps", 150, 4), sets("lac", 60, 2)],
}
pathlib.Path(__file__).with_name("conformal.json").write_text(json.dumps(result) + "\n")
