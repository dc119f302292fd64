"""Makes sequential.json: sequential tests of means by gbstats, of shares by the Dirichlet-multinomial distribution of scipy.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
from importlib.metadata import version

import numpy
import scipy
from gbstats.frequentist.tests import FrequentistConfig, SequentialConfig, SequentialTwoSidedTTest
from gbstats.models.statistics import SampleMeanStatistic
from scipy.stats import dirichlet_multinomial, multinomial

rng = numpy.random.default_rng(7)

means = []
for n, m, shift, alpha, tuning in (
    (40, 400, 0.0, 0.05, 5000),
    (300, 300, 0.4, 0.05, 5000),
    (250, 4750, 0.2, 0.01, 1000),
    (2, 30, 1.0, 0.05, 5000),
    (5000, 5000, 0.02, 0.1, 20000),
):
    a = rng.normal(1.0, 1.0, m).round(3)
    b = rng.normal(1.0 + shift, 1.5, n).round(3)
    statistic = [SampleMeanStatistic(n=len(x), sum=float(x.sum()), sum_squares=float((x * x).sum())) for x in (a, b)]
    config = SequentialConfig(alpha=alpha, difference_type="absolute", sequential_tuning_parameter=tuning)
    result = SequentialTwoSidedTTest(statistic[0], statistic[1], config).compute_result()
    means.append(
        {
            "alpha": alpha,
            "tightestAt": tuning,
            "reference": {"count": m, "mean": float(a.mean()), "squares": float(((a - a.mean()) ** 2).sum())},
            "candidate": {"count": n, "mean": float(b.mean()), "squares": float(((b - b.mean()) ** 2).sum())},
            "difference": float(b.mean() - a.mean()),
            "low": float(result.ci[0]),
            "high": float(result.ci[1]),
            "pValue": float(result.p_value),
        }
    )

shares = []
for counts, probabilities in (
    ([50, 50], [0.5, 0.5]),
    ([500, 400], [0.5, 0.5]),
    ([40, 960], [0.05, 0.95]),
    ([10, 20, 30], [0.2, 0.3, 0.5]),
):
    total = sum(counts)
    evidence = dirichlet_multinomial.logpmf(counts, [1.0] * len(counts), total) - multinomial.logpmf(counts, total, probabilities)
    shares.append({"counts": counts, "shares": probabilities, "logEvidence": float(evidence)})

versions = {"gbstats": version("gbstats"), "numpy": numpy.__version__, "scipy": scipy.__version__}
out = {"versions": versions, "means": means, "shares": shares}
path = pathlib.Path(__file__).with_name("sequential.json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
