"""Makes any-model.json: what shap's model-agnostic and linear explainers say of small functions.

Run with Python 3 and the packages named in the output's "versions"; it writes beside itself.
"""

import json
import pathlib

import numpy
import shap
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge

rng = numpy.random.default_rng(11)
background = rng.normal(size=(12, 5)).round(3)
rows = rng.normal(size=(6, 5)).round(3)
rows[0, 2] = background[0, 2]
background[:, 4] = 0.5
rows[1, 4] = 0.5


def deep(X):
    """Four columns act together; the test has the same function."""
    return X[:, 0] * X[:, 1] * X[:, 2] - X[:, 3] * X[:, 3] * X[:, 0] + numpy.maximum(X[:, 4], X[:, 1])


def two(X):
    """Two outputs, the second without more than two columns together."""
    return numpy.stack([deep(X), X[:, 0] * X[:, 1] + 2 * X[:, 2] * X[:, 3] - X[:, 4]], axis=1)


kernel = shap.KernelExplainer(two, background)
by_kernel = kernel.shap_values(rows, nsamples=10_000, l1_reg=0, silent=True)
exact = shap.ExactExplainer(two, shap.maskers.Independent(background, max_samples=100))(rows)
permutation = shap.PermutationExplainer(lambda X: two(X)[:, 1], shap.maskers.Independent(background, max_samples=100), seed=3)
by_permutation = permutation(rows, max_evals=200).values

labels = (background[:, 0] + background[:, 1] > 0).astype(int)
logistic = LogisticRegression().fit(background, labels)
ridge = Ridge(alpha=1.0).fit(background, deep(background))
masker = shap.maskers.Independent(background, max_samples=100)
linear = {}
for name, model, intercept in (("ridge", ridge, ridge.intercept_), ("logistic", logistic, logistic.intercept_[0])):
    explainer = shap.LinearExplainer(model, masker)
    linear[name] = {
        "coefficients": numpy.ravel(model.coef_).tolist(),
        "intercept": float(intercept),
        "expected": float(numpy.ravel(explainer.expected_value)[0]),
        "values": explainer.shap_values(rows).tolist(),
    }

result = {
    "versions": {"numpy": numpy.__version__, "shap": shap.__version__, "scikit-learn": sklearn.__version__},
    "background": background.tolist(),
    "rows": rows.tolist(),
    "expected": numpy.ravel(kernel.expected_value).tolist(),
    "kernel": numpy.asarray(by_kernel).tolist(),
    "exact": exact.values.tolist(),
    "permutation": by_permutation.tolist(),
    "linear": linear,
}
pathlib.Path(__file__).with_name("any-model.json").write_text(json.dumps(result, indent=1) + "\n")
