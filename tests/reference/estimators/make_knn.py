"""Makes knn.json: answers of scikit-learn's nearest neighbours, without rows that are equally far.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler

rng = numpy.random.default_rng(20261122)
n = 150
X = rng.normal(size=(n, 3)) * [1, 20, 0.1] + [0, 300, -4]
queries = numpy.r_[rng.normal(size=(30, 3)) * [1.5, 30, 0.1] + [0, 300, -4], X[:10]]
signal = X[:, 0] + X[:, 1] / 20 + rng.normal(size=n) * 0.5
classes = numpy.digitize(signal, numpy.quantile(signal, [0.3, 0.7]))
cases = []


def add(name, task, k, weights, standardise):
    scaler = StandardScaler(with_mean=standardise, with_std=standardise).fit(X)
    y = {"regression": signal, "binary": (classes > 0).astype(int), "multiclass": classes}[task]
    kind = KNeighborsRegressor if task == "regression" else KNeighborsClassifier
    model = kind(n_neighbors=k, weights=weights, algorithm="kd_tree").fit(scaler.transform(X), y)
    rows = scaler.transform(queries)
    answers = model.predict(rows)[:, None] if task == "regression" else model.predict_proba(rows)
    cases.append(
        {
            "name": name,
            "task": task,
            "params": {"k": k, "weights": weights, "standardise": standardise},
            "y": y.tolist(),
            "answers": answers.tolist(),
        }
    )


add("regression", "regression", 5, "uniform", True)
add("regression by distance", "regression", 12, "distance", True)
add("regression on columns as they are", "regression", 7, "distance", False)
add("regression by all rows", "regression", n, "distance", True)
add("two classes", "binary", 5, "uniform", True)
add("three classes", "multiclass", 9, "uniform", False)
add("three classes by distance", "multiclass", 9, "distance", True)
add("the nearest alone", "multiclass", 1, "uniform", True)

versions = {module.__name__: module.__version__ for module in (numpy, sklearn)}
output = {"madeBy": "make_knn.py", "versions": versions, "X": X.tolist(), "queries": queries.tolist(), "cases": cases}
pathlib.Path(__file__).with_name("knn.json").write_text(json.dumps(output) + "\n")
