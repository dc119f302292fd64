"""Makes normal-scores.json: normal scores of ranks by SciPy, and straight lines between them by NumPy.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import scipy
from scipy.stats import norm, rankdata, skew

rng = numpy.random.default_rng(11)
columns = {
    "lognormal": rng.lognormal(size=43),
    "many zeros": numpy.where(rng.uniform(size=43) < 0.6, 0, rng.exponential(size=43)),
    "counts": rng.poisson(1.5, size=43).astype(float),
    "negative skewness": -rng.gamma(0.5, size=43),
    "huge": 1e300 * rng.lognormal(size=43),
}
gaps = rng.uniform(size=43) < 0.15
weights = rng.integers(1, 4, size=43)


def scored(values):
    return norm.ppf((rankdata(values, "average") - 0.5) / len(values))


cases = []
for name, column in columns.items():
    values = column[~gaps]
    later = numpy.concatenate([values, rng.uniform(column.min() * 1.2 - 1, column.max() * 1.2, size=20)])
    repeated = numpy.repeat(values, weights[~gaps])
    unit = numpy.abs(values).max()
    case = {"name": name, "skewness": float(skew(values / unit)), "weightedSkewness": float(skew(repeated / unit))}
    for key, rows in (("scores", values), ("weightedScores", repeated)):
        knots, first = numpy.unique(rows, return_index=True)
        case[key] = numpy.interp(later, knots, scored(rows)[first]).tolist()
    case["values"] = [None if gap else float(value) for value, gap in zip(column, gaps)]
    case["later"] = later.tolist()
    cases.append(case)

shares = [1e-300, 1e-100, 1e-20, 1e-11, 1e-6, 0.001, 0.02, 0.0749, 0.0751, 0.2, 0.42, 0.5, 0.58, 0.9, 0.925, 0.99, 1 - 1e-9]
versions = {module.__name__: module.__version__ for module in (numpy, scipy)}
output = {
    "madeBy": "make_normal_scores.py",
    "versions": versions,
    "quantiles": [[p, float(norm.ppf(p))] for p in shares],
    "weights": weights.tolist(),
    "columns": cases,
}
path = pathlib.Path(__file__).with_name("normal-scores.json")
path.write_text(json.dumps(output) + "\n")
