"""Makes tests.json: scipy's and statsmodels' answers for distances, hypothesis tests and intervals.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
import types

import numpy
import scipy
import statsmodels
from scipy import stats
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.proportion import proportion_confint

rng = numpy.random.default_rng(20260303)


def normals(n, shift=0.0):
    return [round(float(x), 6) for x in rng.normal(size=n) + shift]


pairs = [
    (normals(7), normals(5)),
    (normals(40), normals(60, 0.5)),
    (normals(100), normals(100, 2)),
    (normals(30), normals(31, 10)),
    ([1.0], [2.0]),
    ([0.0, 0.0, 1.0, 1.0, 2.0], [0.0, 1.0, 1.0, 1.0, 3.0, 3.0]),
    (rng.integers(0, 5, 80).astype(float).tolist(), rng.integers(0, 6, 90).astype(float).tolist()),
    (normals(300), normals(500, 0.1)),
]
numeric = []
for a, b in pairs:
    ks = stats.ks_2samp(a, b, method="exact")
    numeric.append(
        {
            "a": a,
            "b": b,
            "ksStatistic": float(ks.statistic),
            "ksPValue": float(ks.pvalue),
            "wasserstein": float(stats.wasserstein_distance(a, b)),
        }
    )

# Too large for exact p-values: samples as i / n shifted and squeezed, which the test makes alike.
asymptotic = []
for n, m, shift, stretch in [(2000, 3000, 0.02, 1.0), (5000, 5000, 0.0, 1.05), (1500, 90000, 0.04, 1.0)]:
    a = [i / n for i in range(n)]
    b = [shift + stretch * (i / m) for i in range(m)]
    statistic = stats.ks_2samp(a, b, method="asymp").statistic
    limit = scipy.special.kolmogorov(statistic * numpy.sqrt(n * m / (n + m)))
    asymptotic.append(
        {"n": n, "m": m, "shift": shift, "stretch": stretch, "statistic": float(statistic), "pValue": float(limit)}
    )

counts = []
for a, b in [
    ([10, 20, 30], [15, 15, 40]),
    ([5, 5], [10, 10]),
    ([400, 250, 200, 100, 50], [380, 270, 190, 120, 40]),
    ([1000, 3], [900, 60]),
    ([100000, 0], [0, 50000]),
    ([3, 0, 8, 1], [4, 2, 0, 6]),
]:
    result = stats.chi2_contingency([a, b], correction=False)
    p, q = numpy.array(a) / sum(a), numpy.array(b) / sum(b)
    counts.append(
        {
            "a": a,
            "b": b,
            "statistic": float(result.statistic),
            "df": int(result.dof),
            "pValue": float(result.pvalue),
            "jensenShannon": float(jensenshannon(a, b, base=2)),
            "populationStability": float(
                sum((x - y) * numpy.log(x / y) for x, y in zip(numpy.maximum(p, 1e-4), numpy.maximum(q, 1e-4)))
            ),
        }
    )

wilson = []
for successes, n, level in [(0, 10, 0.95), (10, 10, 0.95), (1, 1, 0.95), (3, 7, 0.9), (81, 263, 0.95), (50000, 1000000, 0.99)]:
    low, high = proportion_confint(successes, n, alpha=1 - level, method="wilson")
    wilson.append({"successes": successes, "n": n, "level": level, "low": float(low), "high": float(high)})

# Intervals of the mean from given resamples: scipy takes their means in place of drawing more.
sample = [round(float(x), 6) for x in rng.exponential(size=40)]
rows = rng.integers(0, 40, size=(500, 40))
drawn = types.SimpleNamespace(bootstrap_distribution=numpy.array([numpy.array(sample)[r].mean() for r in rows]))


def interval(method):
    result = stats.bootstrap((sample,), numpy.mean, n_resamples=0, bootstrap_result=drawn, method=method)
    return [float(end) for end in result.confidence_interval]


bca = {
    "sample": sample,
    "rows": rows.tolist(),
    "percentile": interval("percentile"),
    "bca": interval("BCa"),
}

output = {
    "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "numeric": numeric,
    "asymptotic": asymptotic,
    "counts": counts,
    "wilson": wilson,
    "bootstrap": bca,
}
pathlib.Path(__file__).with_name("tests.json").write_text(json.dumps(output, separators=(",", ":")) + "\n")
