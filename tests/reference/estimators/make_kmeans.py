"""Makes kmeans.json: scikit-learn's k-means from given centres, and the best of many starts.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.cluster import KMeans

warnings.filterwarnings("ignore")
rng = numpy.random.default_rng(20261123)
n = 160
centres = rng.normal(size=(6, 3)) * 3
X = centres[rng.integers(0, 6, size=n)] + rng.normal(size=(n, 3))
weights = rng.uniform(0.2, 4, size=n)
cases = []


def add(name, k, w=None, iterations=300, tolerance=0):
    start = X[:k]
    model = KMeans(k, init=start, n_init=1, tol=tolerance, max_iter=iterations, algorithm="lloyd").fit(X, sample_weight=w)
    best = KMeans(k, n_init=200, tol=0, random_state=0).fit(X, sample_weight=w)
    cases.append(
        {
            "name": name,
            "k": k,
            "maxIterations": iterations,
            "tolerance": tolerance,
            "iterations": model.n_iter_,
            "sampleWeight": None if w is None else w.tolist(),
            "centres": model.cluster_centers_.tolist(),
            "labels": model.labels_.tolist(),
            "inertia": model.inertia_,
            "bestInertia": best.inertia_,
            "bestCentres": best.cluster_centers_.tolist(),
        }
    )


add("one cluster", 1)
add("two clusters", 2)
add("six clusters", 6)
add("six clusters with weights", 6, weights)
add("nine clusters", 9)
add("twenty clusters with weights", 20, weights)
add("two moves", 6, iterations=2)
add("moves down to a tolerance", 9, tolerance=3e-2)

versions = {module.__name__: module.__version__ for module in (numpy, sklearn)}
output = {"madeBy": "make_kmeans.py", "versions": versions, "meanVariance": numpy.var(X, axis=0).mean(), "X": X.tolist(), "cases": cases}
pathlib.Path(__file__).with_name("kmeans.json").write_text(json.dumps(output) + "\n")
