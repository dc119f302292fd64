"""Makes beta-binomial.json: two-sided p-values of counts by scipy's beta-binomial distribution.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import scipy
from scipy.stats import betabinom

cases = []
for count, n, alpha, beta in (
    (3, 20, 1.5, 28.5),
    (0, 50, 5, 95),
    (12, 50, 5, 95),
    (60, 1000, 30, 970),
    (4, 4, 2.5, 1.5),
    (2, 9, 0.4, 0.3),
    (700, 100000, 50.5, 9950.5),
    (1, 1, 5.05, 95.95),
):
    below = betabinom.cdf(count, n, alpha, beta)
    above = betabinom.sf(count - 1, n, alpha, beta)
    p = float(min(1.0, 2 * min(below, above)))
    cases.append({"count": count, "n": n, "alpha": alpha, "beta": beta, "pValue": p})

out = {"versions": {"scipy": scipy.__version__}, "cases": cases}
path = pathlib.Path(__file__).with_name("beta-binomial.json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
