"""Makes calibration.json: calibrators as scikit-learn fits them.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy as np
import sklearn
from scipy.special import expit, softmax
from sklearn.calibration import _sigmoid_calibration, _TemperatureScaling
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(3)


def numbers(values):
    return [float(f"{value:.17g}") for value in np.asarray(values, dtype=float).ravel()]


def curve(p, hits, weights):
    fitted = IsotonicRegression(out_of_bounds="clip").fit(p, hits, sample_weight=weights)
    at = np.linspace(0, 1, 41)
    return {"at": numbers(at), "heights": numbers(fitted.predict(at))}


def binary(n, weighted, ties):
    z = rng.normal(size=n) * 2
    y = (rng.uniform(size=n) < expit(0.5 * z - 0.4)).astype(int)
    p = np.clip(expit(z), 0.001, 0.999)
    if ties:
        p = np.round(p, 1).clip(0.05, 0.95)
    weights = rng.integers(1, 5, size=n).astype(float) if weighted else None
    odds = np.log(p) - np.log(1 - p)
    # scikit-learn's curve is 1 / (1 + exp(a * score + b)).
    a, b = _sigmoid_calibration(odds, y, weights)
    beta = _TemperatureScaling().fit(np.column_stack([1 - p, p]), y, weights).beta_
    return {
        "yTrue": y.tolist(),
        "probabilities": [numbers(1 - p), numbers(p)],
        **({"weights": weights.tolist()} if weighted else {}),
        "slope": -a,
        "intercept": -b,
        "temperature": float(1 / beta),
        "isotonic": curve(p, y, weights),
    }


def multiclass(n, classes, weighted):
    z = rng.normal(size=(n, classes)) * 1.5
    truth = softmax(0.6 * z, axis=1)
    y = np.array([rng.choice(classes, p=row) for row in truth])
    p = softmax(z, axis=1)
    weights = rng.integers(1, 5, size=n).astype(float) if weighted else None
    scaling = _TemperatureScaling().fit(p, y, weights)
    heights = np.zeros_like(p)
    for k in range(classes):
        odds = np.log(p[:, k]) - np.log(1 - p[:, k])
        a, b = _sigmoid_calibration(odds, (y == k).astype(int), weights)
        heights[:, k] = expit(-(a * odds + b))
    return {
        "yTrue": y.tolist(),
        "probabilities": [numbers(p[:, k]) for k in range(classes)],
        **({"weights": weights.tolist()} if weighted else {}),
        "temperature": float(1 / scaling.beta_),
        "scaled": [numbers(scaling.predict(p)[:10, k]) for k in range(classes)],
        "platt": [numbers((heights / heights.sum(axis=1, keepdims=True))[:10, k]) for k in range(classes)],
    }


result = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "binary": [binary(200, False, False), binary(200, True, False), binary(300, True, True)],
    "multiclass": [multiclass(200, 3, False), multiclass(150, 5, True)],
}
pathlib.Path(__file__).with_name("calibration.json").write_text(json.dumps(result) + "\n")
