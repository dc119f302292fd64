"""Makes effects.json: partial dependence by scikit-learn, accumulated local effects and a weighted ridge by formula.

Run with Python 3 and the packages named in the output's "versions"; it writes beside itself.
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence
from sklearn.linear_model import Ridge

rng = numpy.random.default_rng(5)
a = rng.normal(size=60).round(2)
X = numpy.column_stack([a, (a + 0.3 * rng.normal(size=60)).round(2), rng.integers(0, 4, size=60)])


class Function(RegressorMixin, BaseEstimator):
    """The function of the test."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def predict(self, X):
        return X[:, 0] * X[:, 1] + X[:, 2] * X[:, 0] - X[:, 1] ** 3


model = Function().fit(X)
grid = numpy.unique(X[:, 2])
dependence = partial_dependence(model, X, [2], kind="both", custom_values={2: grid}, method="brute")


def accumulated(column, points):
    """Apley and Zhu 2020, equations 15 and 16, with quantiles as in ALEPlot and the centring of alibi."""
    ends = numpy.unique(numpy.quantile(X[:, column], numpy.linspace(0, 1, points)))
    places = numpy.clip(numpy.searchsorted(ends, X[:, column], side="left"), 1, len(ends) - 1)
    low, high = X.copy(), X.copy()
    low[:, column], high[:, column] = ends[places - 1], ends[places]
    differences = model.predict(high) - model.predict(low)
    counts = numpy.bincount(places, minlength=len(ends))[1:]
    local = numpy.bincount(places, weights=differences, minlength=len(ends))[1:] / counts
    effects = numpy.concatenate([[0], numpy.cumsum(local)])
    centre = ((effects[1:] + effects[:-1]) / 2 * counts).sum() / counts.sum()
    return {"at": ends.tolist(), "effects": (effects - centre).tolist(), "counts": counts.tolist()}


alike = rng.integers(0, 2, size=(40, 3)).astype(float)
score = rng.normal(size=40) + alike @ [1, -2, 0.5]
weights = rng.uniform(0.1, 1, size=40)
ridge = Ridge(alpha=1.5).fit(alike, score, sample_weight=weights)

result = {
    "versions": {"numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
    "X": X.tolist(),
    "dependence": {
        "at": grid.tolist(),
        "mean": dependence["average"][0].tolist(),
        "individual": dependence["individual"][0].tolist(),
    },
    "accumulated": [accumulated(0, 8), accumulated(1, 5), accumulated(2, 6)],
    "ridge": {
        "alike": alike.tolist(),
        "score": score.tolist(),
        "weights": weights.tolist(),
        "effects": ridge.coef_.tolist(),
        "intercept": float(ridge.intercept_),
        "fidelity": float(ridge.score(alike, score, sample_weight=weights)),
    },
}
pathlib.Path(__file__).with_name("effects.json").write_text(json.dumps(result) + "\n")
