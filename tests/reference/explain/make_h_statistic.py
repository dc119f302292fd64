"""Makes h-statistic.json: Friedman and Popescu's H of pairs and of columns, equations 44 and 45, by brute force.

Run with Python 3 and the packages named in the output's "versions"; it writes beside itself.
"""

import itertools
import json
import pathlib

import numpy
import sklearn
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence

rng = numpy.random.default_rng(11)
n = 40
a = rng.normal(size=n).round(2)
X = numpy.column_stack([a, (a + 0.5 * rng.normal(size=n)).round(2), rng.integers(0, 4, size=n), rng.normal(size=n).round(2)])
names = ["a", "b", "c", "d"]


def f(X):
    return X[:, 0] * X[:, 1] + 0.5 * X[:, 2] * X[:, 0] - X[:, 1] ** 2 + X[:, 3]


class Function(RegressorMixin, BaseEstimator):
    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def predict(self, X):
        return f(X)


def dependence(columns):
    """Centred partial dependence on some columns at every row's own values."""
    values = numpy.empty(n)
    for i in range(n):
        filled = X.copy()
        filled[:, columns] = X[i, columns]
        values[i] = f(filled).mean()
    return values - values.mean()


# The loop agrees with scikit-learn where that can say the same.
grid = numpy.unique(X[:, 2])
known = partial_dependence(Function().fit(X), X, [2], kind="average", custom_values={2: grid}, method="brute")["average"][0]
own = dependence([2])
assert numpy.allclose(own - own[0], known[numpy.searchsorted(grid, X[:, 2])] - known[numpy.searchsorted(grid, X[0, 2])])

centred = f(X) - f(X).mean()
singles = [dependence([j]) for j in range(4)]
pairs = []
for j, k in itertools.combinations(range(4), 2):
    both = dependence([j, k])
    rest = both - singles[j] - singles[k]
    pairs.append(
        {
            "columns": [names[j], names[k]],
            "h": float(numpy.sqrt((rest**2).sum() / (both**2).sum())),
            "strength": float(numpy.sqrt((rest**2).mean())),
        }
    )
columns = []
for j in range(4):
    rest = centred - singles[j] - dependence([k for k in range(4) if k != j])
    columns.append({"column": names[j], "h": float(numpy.sqrt((rest**2).sum() / (centred**2).sum()))})

result = {
    "versions": {"numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
    "X": X.tolist(),
    "pairs": pairs,
    "columns": columns,
}
pathlib.Path(__file__).with_name("h-statistic.json").write_text(json.dumps(result) + "\n")
