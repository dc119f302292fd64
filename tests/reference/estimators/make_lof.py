"""Makes lof.json: scikit-learn's local outlier factors of training rows and of new rows.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
rng = numpy.random.default_rng(20261124)
X = numpy.r_[
    rng.normal(size=(80, 3)) * [1, 20, 0.1],
    rng.normal(size=(60, 3)) * [0.2, 4, 0.02] + [5, 50, 1],
    rng.uniform(-8, 8, size=(8, 3)) * [1, 10, 0.2],
]
queries = rng.uniform(-6, 10, size=(25, 3)) * [1, 10, 0.15]
cases = []


def add(name, k, standardise):
    scaler = StandardScaler(with_mean=standardise, with_std=standardise).fit(X)
    rows = scaler.transform(X)
    of_training = -LocalOutlierFactor(k, algorithm="kd_tree").fit(rows).negative_outlier_factor_
    of_new = -LocalOutlierFactor(k, algorithm="kd_tree", novelty=True).fit(rows).score_samples(scaler.transform(queries))
    params = {"k": k, "standardise": standardise}
    cases.append({"name": name, "params": params, "training": of_training.tolist(), "queries": of_new.tolist()})


add("twenty neighbours", 20, True)
add("five neighbours on columns as they are", 5, False)
add("one neighbour", 1, True)
add("all rows", 1000, True)

versions = {module.__name__: module.__version__ for module in (numpy, sklearn)}
output = {"madeBy": "make_lof.py", "versions": versions, "X": X.tolist(), "queries": queries.tolist(), "cases": cases}
pathlib.Path(__file__).with_name("lof.json").write_text(json.dumps(output) + "\n")
