"""Makes paired-scores.json: permutation tests as scipy has them, and DeLong's test from the definition over all pairs of rows.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import scipy
from scipy import stats

rng = numpy.random.default_rng(20261122)


def decimals(values, digits=4):
    return [round(float(x), digits) for x in values]


permutation = []
for n, shift in [(2, 0.5), (4, 1.0), (8, 0.4), (12, 0.3), (13, 0.0)]:
    b = decimals(rng.normal(size=n))
    a = decimals(numpy.array(b) + shift + 0.5 * rng.normal(size=n))
    result = stats.permutation_test(
        (numpy.array(a), numpy.array(b)),
        lambda x, y, axis: numpy.mean(x - y, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=numpy.inf,
    )
    permutation.append({"a": a, "b": b, "difference": float(result.statistic), "pValue": float(result.pvalue)})


def placements(scores, y):
    positive, negative = scores[y == 1], scores[y == 0]
    wins = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


delong = []
for n, digits in [(12, 4), (60, 4), (60, 1)]:
    y = (numpy.arange(n) % 3 == 0).astype(int)
    a = numpy.array(decimals(y + rng.normal(size=n), digits))
    b = numpy.array(decimals(0.5 * y + 0.5 * a + rng.normal(size=n), digits))
    (pa, na), (pb, nb) = placements(a, y), placements(b, y)
    difference = pa.mean() - pb.mean()
    error = numpy.sqrt(numpy.cov(pa - pb, ddof=1) / len(pa) + numpy.cov(na - nb, ddof=1) / len(na))
    half = stats.norm.ppf(0.975) * error
    delong.append(
        {
            "a": a.tolist(),
            "b": b.tolist(),
            "y": y.tolist(),
            "difference": float(difference),
            "ci": [float(difference - half), float(difference + half)],
            "pValue": float(2 * stats.norm.sf(abs(difference) / error)),
        }
    )

versions = {"numpy": numpy.__version__, "scipy": scipy.__version__}
output = {"versions": versions, "permutation": permutation, "delong": delong}
pathlib.Path(__file__).with_name("paired-scores.json").write_text(json.dumps(output, separators=(",", ":")) + "\n")
