"""Makes gaussian_mixture.json: scikit-learn's Gaussian mixtures from components that begin as given labels.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
import warnings

import numpy
import scipy
import sklearn
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
rng = numpy.random.default_rng(20261121)
means = rng.normal(size=(3, 3)) * 2.5
shapes = [rng.normal(size=(3, 3)) for _ in range(3)]
parts = rng.integers(0, 3, size=120)
X = numpy.array([means[part] + shapes[part] @ rng.normal(size=3) for part in parts])
queries = rng.normal(size=(12, 3)) * 4
labels = numpy.arange(len(X)) % 4
# A start that differs between components: by the order of the first coordinate.
labels = numpy.argsort(numpy.argsort(X[:, 0])) * 4 // len(X)
cases = []


class FromLabels(GaussianMixture):
    """Begins with the maximisation step of hard labels."""

    def _initialize_parameters(self, data, *_, **__):
        self._initialize(data, numpy.eye(self.n_components)[labels * self.n_components // 4])


def add(name, shape, k, iterations=500, tolerance=1e-8, extra=1e-6):
    model = FromLabels(k, covariance_type=shape, tol=tolerance, max_iter=iterations, reg_covar=extra).fit(X)
    cases.append(
        {
            "name": name,
            "shape": shape,
            "k": k,
            "maxIterations": iterations,
            "tolerance": tolerance,
            "extra": extra,
            "labels": (labels * k // 4).tolist(),
            "iterations": int(model.n_iter_),
            "lowerBound": model.lower_bound_,
            "shares": model.weights_.tolist(),
            "means": model.means_.tolist(),
            "bic": model.bic(X),
            "logDensity": model.score_samples(queries).tolist(),
            "probabilities": model.predict_proba(queries).tolist(),
        }
    )


for shape in ("full", "tied", "diag", "spherical"):
    add(f"{shape}, one component", shape, 1)
    add(f"{shape}, two components", shape, 2)
    add(f"{shape}, four components", shape, 4)
    add(f"{shape}, three steps", shape, 4, iterations=3)
    add(f"{shape}, to a tolerance", shape, 4, tolerance=1e-2)
    add(f"{shape}, much added to variances", shape, 2, extra=0.5)

versions = {module.__name__: module.__version__ for module in (numpy, scipy, sklearn)}
output = {
    "madeBy": "make_gaussian_mixture.py",
    "versions": versions,
    "X": X.tolist(),
    "queries": queries.tolist(),
    "cases": cases,
}
pathlib.Path(__file__).with_name("gaussian_mixture.json").write_text(json.dumps(output) + "\n")
