"""Makes linear.json: coefficients of scikit-learn's linear models, and of exact arithmetic where floating point is in doubt.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import mpmath
import numpy
import scipy
import sklearn
import statsmodels
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
from statsmodels.datasets import longley

rng = numpy.random.default_rng(20240607)
cases = []


def add(name, estimator, params, X, y, coefficients, intercepts, weights=None, classes=0, tolerance=1e-9, task=None):
    cases.append(
        {
            "name": name,
            "estimator": estimator,
            "params": params,
            "task": task or ("regression" if classes == 0 else "binary" if classes == 2 else "multiclass"),
            "nClasses": classes,
            "X": numpy.asarray(X, dtype=float).tolist(),
            "y": numpy.asarray(y, dtype=float).tolist(),
            "sampleWeight": None if weights is None else numpy.asarray(weights, dtype=float).tolist(),
            "coefficients": numpy.atleast_2d(numpy.asarray(coefficients, dtype=float)).tolist(),
            "intercepts": numpy.atleast_1d(numpy.asarray(intercepts, dtype=float)).tolist(),
            "tolerance": tolerance,
        }
    )


def exact_ridge(X, y, alpha):
    """Least squares with a free intercept and a penalty, solved with 60 digits."""
    mpmath.mp.dps = 60
    rows, columns = len(X), len(X[0])
    full = mpmath.matrix(rows, columns + 1)
    for i in range(rows):
        full[i, 0] = 1
        for j in range(columns):
            full[i, j + 1] = mpmath.mpf(float(X[i][j]))
    right = mpmath.matrix([mpmath.mpf(float(value)) for value in y])
    normal = full.T * full
    for j in range(columns):
        normal[j + 1, j + 1] += mpmath.mpf(alpha)
    solution = mpmath.lu_solve(normal, full.T * right)
    return [float(value) for value in solution[1:]], float(solution[0])


def ridge_case(name, X, y, alpha, weights=None):
    model = Ridge(alpha=alpha, solver="svd").fit(X, y, sample_weight=weights)
    add(name, "ridge", {"alpha": alpha}, X, y, model.coef_, model.intercept_, weights)


n = 40
X = rng.normal(size=(n, 5)) * [1, 10, 0.1, 1, 3] + [0, 100, 1, -3, 0]
y = X @ [1.5, -0.2, 4, 0, 0.3] + rng.normal(size=n) + 7
w = rng.uniform(0.1, 3, size=n)
ridge_case("ridge", X, y, 1.0)
ridge_case("ridge with a strong penalty", X, y, 1000.0)
ridge_case("ridge with weights", X, y, 0.5, w)
ridge_case("ridge with a collinear column", numpy.c_[X, X[:, 0] + 2 * X[:, 1]], y, 0.1)
ridge_case("ridge with more columns than rows", rng.normal(size=(12, 30)), rng.normal(size=12), 0.7)
ridge_case("ridge with a constant column", numpy.c_[X, numpy.full(n, 5.5)], y, 1.0)
coefficients, intercept = exact_ridge(X, y, 0)
add("least squares", "ridge", {"alpha": 0}, X, y, coefficients, intercept)

data = longley.load().data
longley_X = data[["GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"]].to_numpy()
longley_y = data["TOTEMP"].to_numpy()
coefficients, intercept = exact_ridge(longley_X, longley_y, 0)
add("Longley (NIST StRD), 60 digits", "ridge", {"alpha": 0}, longley_X, longley_y, coefficients, intercept, tolerance=1e-9)

nodes = numpy.linspace(-8.8, -3.1, 82)
powers = numpy.stack([nodes**k for k in range(1, 11)], axis=1)
filip_like = 0.8 + 0.02 * nodes + 0.01 * numpy.sin(nodes * 3)
coefficients, intercept = exact_ridge(powers, filip_like, 0)
add("polynomial of degree 10, 60 digits", "ridge", {"alpha": 0}, powers, filip_like, coefficients, intercept, tolerance=1e-6)

u, _ = numpy.linalg.qr(rng.normal(size=(50, 6)))
v, _ = numpy.linalg.qr(rng.normal(size=(6, 6)))
ill = u @ numpy.diag(numpy.logspace(0, -10, 6)) @ v.T
ill_y = 3 + ill @ numpy.ones(6) + 1e-12 * rng.normal(size=50)
coefficients, intercept = exact_ridge(ill, ill_y, 0)
add("condition number 1e10, 60 digits", "ridge", {"alpha": 0}, ill, ill_y, coefficients, intercept, tolerance=1e-6)
coefficients, intercept = exact_ridge(ill, ill_y, 1e-12)
add("condition number 1e10 with a penalty, 60 digits", "ridge", {"alpha": 1e-12}, ill, ill_y, coefficients, intercept, tolerance=1e-6)


def net_case(name, X, y, alpha, ratio, weights=None):
    model = ElasticNet(alpha=alpha, l1_ratio=ratio, tol=1e-14, max_iter=1_000_000).fit(X, y, sample_weight=weights)
    params = {"alpha": alpha, "l1Ratio": ratio, "tolerance": 1e-13, "maxIterations": 1_000_000}
    add(name, "elastic_net", params, X, y, model.coef_, model.intercept_, weights)


net_case("elastic net", X, y, 0.1, 0.5)
net_case("lasso", X, y, 0.2, 1.0)
net_case("elastic net with weights", X, y, 0.05, 0.3, w)
net_case("elastic net that leaves all out", X, y, 1e4, 0.9)
sparse_X = rng.normal(size=(20, 50))
net_case("elastic net with more columns than rows", sparse_X, sparse_X[:, 0] * 3 - sparse_X[:, 7] + 0.1 * rng.normal(size=20), 0.1, 0.7)


def logistic_case(name, X, y, C, weights=None, tolerance=1e-9):
    model = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-14, max_iter=10_000).fit(X, y, sample_weight=weights)
    classes = len(numpy.unique(y))
    coefficients, intercepts = model.coef_, model.intercept_
    if classes > 2:
        intercepts = intercepts - intercepts.mean()
    params = {"C": C, "tolerance": 1e-12, "maxIterations": 1000}
    add(name, "logistic", params, X, y, coefficients, intercepts, weights, classes, tolerance)


labels = (X @ [1.0, -0.3, 2, 0.5, 0] + 30 + rng.logistic(size=n) * 2 > 0).astype(float)
logistic_case("logistic", X, labels, 1.0)
logistic_case("logistic, weak penalty", X, labels, 100.0)
logistic_case("logistic, strong penalty", X, labels, 0.001)
logistic_case("logistic with weights", X, labels, 1.0, w)
hot = numpy.eye(4)[rng.integers(0, 4, size=n)]
logistic_case("logistic with one-hot columns", numpy.c_[X, hot], labels, 2.0)
logistic_case("logistic with more columns than rows", rng.normal(size=(15, 40)), (rng.uniform(size=15) > 0.4).astype(float), 1.0)
separable = numpy.sort(rng.normal(size=(30, 1)), axis=0)
logistic_case("logistic on separable classes", separable, (numpy.arange(30) >= 13).astype(float), 1e4)
three = numpy.argmax(numpy.c_[X[:, 0], X[:, 3] + 3, X[:, 4] / 3] + rng.gumbel(size=(n, 3)), axis=1)
logistic_case("multinomial", X, three, 1.0)
logistic_case("multinomial with weights", X, three, 5.0, w)
logistic_case("multinomial with one-hot columns", numpy.c_[X, hot], three, 0.3)



def sparse_case(name, X, y, C, ratio, weights=None):
    model = LogisticRegression(C=C, l1_ratio=ratio, solver="saga", tol=1e-13, max_iter=1_000_000, random_state=0)
    model.fit(X, y, sample_weight=weights)
    classes = len(numpy.unique(y))
    intercepts = model.intercept_ if classes == 2 else model.intercept_ - model.intercept_.mean()
    params = {"C": C, "l1Ratio": ratio, "tolerance": 1e-14, "maxIterations": 1000}
    add(name, "logistic", params, X, y, model.coef_, intercepts, weights, classes, tolerance=1e-6)


scaled = (X - X.mean(axis=0)) / X.std(axis=0)
sparse_case("logistic elastic net", scaled, labels, 0.5, 0.5)
sparse_case("logistic lasso", scaled, labels, 0.3, 1.0)
sparse_case("logistic lasso with weights", scaled, labels, 1.0, 1.0, w)
# saga stops early here; without coefficients the intercept is the log odds.
params = {"C": 1e-3, "l1Ratio": 0.9, "tolerance": 1e-11, "maxIterations": 1000}
share = labels.mean()
intercept = numpy.log(share / (1 - share))
add("logistic elastic net that leaves all out", "logistic", params, scaled, labels, numpy.zeros(5), intercept, classes=2)
sparse_case("multinomial elastic net", scaled, three, 0.5, 0.6)
sparse_case("multinomial lasso", scaled, three, 1.0, 1.0)
wide = rng.normal(size=(25, 60))
sparse_case("logistic elastic net with more columns than rows", wide, (wide[:, 0] + wide[:, 1] > 0).astype(float), 1.0, 0.7)

versions = {module.__name__: module.__version__ for module in (numpy, scipy, sklearn, statsmodels, mpmath)}
output = {"madeBy": "make_linear.py", "versions": versions, "cases": cases}
pathlib.Path(__file__).with_name("linear.json").write_text(json.dumps(output, indent=None) + "\n")
