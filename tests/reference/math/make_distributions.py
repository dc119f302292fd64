"""Makes distributions.json: distribution functions and quantiles from mpmath at 60 digits, which scipy confirms to 1e-8 on the way.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import mpmath
import numpy
import scipy
from scipy import special, stats

mpmath.mp.dps = 60
m = mpmath.mpf


def beta_cdf(x, a, b):
    return mpmath.betainc(a, b, 0, x, regularized=True)


def t_cdf(t, df):
    tail = beta_cdf(m(df) / (m(df) + m(t) ** 2), m(df) / 2, m(1) / 2) / 2
    return tail if t < 0 else 1 - tail


def kolmogorov(x):
    return 2 * mpmath.nsum(lambda k: (-1) ** (int(k) - 1) * mpmath.exp(-2 * k * k * m(x) ** 2), [1, 400], method="d")


def quantile(cdf, p, guess):
    return mpmath.findroot(lambda x: cdf(x) - m(p), m(guess))


cases = {}


def add(name, arguments, exact, check):
    value = float(exact)
    assert abs(value - check) <= 1e-8 * abs(value) + 1e-300, (name, arguments, value, check)
    cases.setdefault(name, []).append([*arguments, value])


for x in [-37.4, -30, -20, -8.5, -3, -1.96, -1, -0.5, -1e-9, 0, 1e-5, 0.3, 1, 1.5, 2.5, 5, 8, 9]:
    add("normalCdf", [x], mpmath.ncdf(m(x)), special.ndtr(x))
for p in [1e-300, 1e-50, 1e-12, 0.001, 0.025, 0.1, 0.13, 0.3, 0.49, 0.51, 0.7, 0.9, 0.975, 0.9999, 1 - 1e-12]:
    add("normalQuantile", [p], quantile(mpmath.ncdf, p, special.ndtri(p)), special.ndtri(p))
for df in [0.5, 1, 2, 4, 9.5, 30, 200, 5000]:
    for t in [-1000, -40, -5, -2, -1, -0.3, -1e-6, 0, 1e-6, 0.7, 1.3, 3, 20]:
        add("studentTCdf", [t, df], t_cdf(t, df), stats.t.cdf(t, df))
    for p in [1e-8, 0.001, 0.025, 0.2, 0.3, 0.4999, 0.6, 0.74, 0.8, 0.975, 0.9995]:
        guess = stats.t.ppf(p, df)
        add("studentTQuantile", [p, df], quantile(lambda x: t_cdf(x, df), p, guess), guess)
for df in [0.5, 1, 2, 3, 7, 30, 99.5, 500, 3000]:
    for times in [0.01, 0.3, 0.8, 1, 1.2, 2, 5]:
        x = df * times
        exact = mpmath.gammainc(m(df) / 2, m(x) / 2, regularized=True)
        if exact > 1e-290:
            add("chiSquareUpperTail", [x, df], exact, stats.chi2.sf(x, df))
for df in [0.5, 1, 2, 3, 7, 30, 99.5, 500, 3000]:
    for tail in [1e-12, 0.001, 0.05, 0.3, 0.5, 0.9, 0.999]:
        guess = stats.chi2.isf(tail, df)
        upper = lambda x: mpmath.gammainc(m(df) / 2, x / 2, regularized=True) - m(tail)
        exact = mpmath.findroot(upper, (m(guess) * (1 - m(1e-7)), m(guess) * (1 + m(1e-7))), solver="anderson")
        add("chiSquareUpperQuantile", [tail, df], exact, guess)
for a in [0.5, 1, 2.5, 30, 400]:
    for b in [0.5, 1, 4, 75, 1000]:
        for x in [1e-6, 0.01, 0.2, 0.5, 0.77, 0.99]:
            exact = beta_cdf(m(x), m(a), m(b))
            if exact > 1e-290:
                add("betaCdf", [x, a, b], exact, special.betainc(a, b, x))
for d1 in [1, 2, 7.5, 60]:
    for d2 in [1, 3, 20.5, 800]:
        for x in [0.01, 0.5, 1, 2, 10, 100]:
            exact = beta_cdf(m(d2) / (m(d2) + m(d1) * m(x)), m(d2) / 2, m(d1) / 2)
            add("fUpperTail", [x, d1, d2], exact, stats.f.sf(x, d1, d2))
for x in [0.15, 0.3, 0.5, 0.7, 0.83, 1, 1.36, 1.63, 2, 3, 5, 12]:
    add("kolmogorovUpperTail", [x], kolmogorov(x), special.kolmogorov(x))
for x in [-170.5, -3.5, -0.01, 1e-300, 1e-8, 0.3, 1, 1.5, 2, 2.0001, 3.7, 12, 13.5, 33, 34.5, 1000, 1e8, 1e15, 1e300]:
    add("lgamma", [x], mpmath.log(abs(mpmath.gamma(m(x)))) if x < 1e6 else mpmath.loggamma(m(x)), special.gammaln(x))

output = {
    "versions": {"mpmath": mpmath.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__},
    "layout": "by function: rows of arguments, then the value",
    "cases": cases,
}
pathlib.Path(__file__).with_name("distributions.json").write_text(json.dumps(output, separators=(",", ":")) + "\n")
print({name: len(rows) for name, rows in cases.items()})
