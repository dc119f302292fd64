"""Makes paired-tests.json: answers for tests of paired models, p-value corrections and the studentized range.

From scipy and statsmodels where they have the test; else from its published formula with exact fractions or 40 digits and
scipy's distributions. Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
from fractions import Fraction

import mpmath
import numpy
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

rng = numpy.random.default_rng(20261121)
mpmath.mp.dps = 40


def scores(n, digits=4, shift=0.0, scale=0.02):
    return [round(float(x), digits) for x in 0.8 + shift + scale * rng.normal(size=n)]


mcnemar_cases = []
for only_a, only_b, both in [(3, 1, 6), (0, 8, 2), (5, 4, 1), (25, 10, 100), (121, 59, 314), (400, 310, 20), (1, 0, 0), (900, 400, 5)]:
    table = [[both, only_a], [only_b, 3]]
    exact = mcnemar(table, exact=True)
    corrected = mcnemar(table, exact=False, correction=True)
    mcnemar_cases.append(
        {
            "onlyA": only_a,
            "onlyB": only_b,
            "both": both,
            "exact": [float(exact.statistic), float(exact.pvalue)],
            "corrected": [float(corrected.statistic), float(corrected.pvalue)],
        }
    )

wilcoxon_cases = []
pairs = [
    (scores(5, digits=9, shift=0.02), scores(5, digits=9), "exact"),
    (scores(14, digits=9, shift=0.01), scores(14, digits=9), "exact"),
    (scores(50, digits=9, shift=0.005), scores(50, digits=9), "exact"),
    (scores(80, digits=9, shift=0.005), scores(80, digits=9), "approx"),
    ([float(x) for x in rng.integers(0, 6, 30)], [float(x) for x in rng.integers(0, 5, 30)], "approx"),
    ([1.0, 2.0, 3.0, 5.0, 8.0, 4.0], [1.0, 1.0, 5.0, 1.0, 0.0, 3.0], "approx"),
    ([1.0, 2.5, 3.0, 5.0, 8.0], [1.0, 1.0, 5.0, 1.0, 0.0], "zero"),
]
for a, b, kind in pairs:
    case = {"a": a, "b": b}
    for zeros in ["wilcox", "zsplit"]:
        if kind == "zero":
            # Without the zero there are no ties left, so dropping it is exact; splitting its rank is not.
            kept = [(x, y) for x, y in zip(a, b) if x != y]
            if zeros == "wilcox":
                result = stats.wilcoxon(*zip(*kept), method="exact")
            else:
                result = stats.wilcoxon(a, b, zero_method=zeros, method="approx", correction=False)
        else:
            result = stats.wilcoxon(a, b, zero_method=zeros, method=kind, correction=False)
        case[zeros] = [float(result.statistic), float(result.pvalue)]
    wilcoxon_cases.append(case)


def correlated(a, b, n_train, n_test):
    """Mean, scale and degrees of freedom by exact fractions of the decimals as they are written."""
    d = [Fraction(str(x)) - Fraction(str(y)) for x, y in zip(a, b)]
    mean = sum(d) / len(d)
    variance = sum((x - mean) ** 2 for x in d) / (len(d) - 1)
    scale = mpmath.sqrt(mpmath.mpf(1) * ((Fraction(1, len(d)) + Fraction(n_test, n_train)) * variance).numerator)
    scale /= mpmath.sqrt(((Fraction(1, len(d)) + Fraction(n_test, n_train)) * variance).denominator)
    return float(mean), float(scale), len(d) - 1


resampled = []
for k, n_train, n_test, level, rope, shift in [
    (10, 900, 100, 0.95, 0.01, 0.01),
    (100, 180, 20, 0.9, 0.01, 0.02),
    (2, 50, 50, 0.95, 0.0, 0.03),
    (15, 200, 100, 0.99, 0.005, -0.01),
]:
    a, b = scores(k, shift=shift), scores(k)
    mean, scale, df = correlated(a, b, n_train, n_test)
    half = stats.t.ppf(0.5 + level / 2, df) * scale
    resampled.append(
        {
            "a": a,
            "b": b,
            "nTrain": n_train,
            "nTest": n_test,
            "level": level,
            "difference": mean,
            "ci": [mean - half, mean + half],
            "statistic": mean / scale,
            "pValue": 2 * stats.t.sf(abs(mean / scale), df),
            "rope": rope,
            "probabilities": [
                stats.t.cdf(-rope, df, mean, scale),
                stats.t.cdf(rope, df, mean, scale) - stats.t.cdf(-rope, df, mean, scale),
                stats.t.sf(rope, df, mean, scale),
            ],
        }
    )

combined_f = []
for shift in [0.0, 0.02, 0.08]:
    a, b = scores(10, shift=shift), scores(10)
    d = [Fraction(str(x)) - Fraction(str(y)) for x, y in zip(a, b)]
    numerator = sum(x * x for x in d)
    denominator = 0
    for first, second in zip(d[::2], d[1::2]):
        mean = (first + second) / 2
        denominator += (first - mean) ** 2 + (second - mean) ** 2
    f = float(numerator / (2 * denominator))
    combined_f.append({"a": a, "b": b, "statistic": f, "pValue": float(stats.f.sf(f, 10, 5))})

ranked = []
for n, k, step, levels in [(14, 4, 0.01, 1000), (6, 3, 0.0, 1000), (30, 10, 0.004, 1000), (12, 5, 0.3, 4)]:
    table = numpy.round((rng.normal(size=(n, k)) * (0.02 if levels > 10 else 1) + step * numpy.arange(k)) * levels).tolist()
    chi = stats.friedmanchisquare(*numpy.array(table).T)
    ranks = stats.rankdata(-numpy.array(table), axis=1).mean(axis=0)
    f = (n - 1) * chi.statistic / (n * (k - 1) - chi.statistic)
    unit = numpy.sqrt(k * (k + 1) / (12 * n))
    ranked.append(
        {
            "scores": table,
            "averageRanks": ranks.tolist(),
            "chiSquare": float(chi.statistic),
            "chiSquarePValue": float(chi.pvalue),
            "statistic": float(f),
            "pValue": float(stats.f.sf(f, k - 1, (k - 1) * (n - 1))),
            "criticalDifference": float(stats.studentized_range.ppf(0.95, k, numpy.inf) * unit),
            "nemenyi": [
                [float(stats.studentized_range.sf(abs(x - y) / unit, k, numpy.inf)) for y in ranks] for x in ranks
            ],
        }
    )


def range_tail(q, k):
    """Tail of the range by mpmath: 1 - k int phi(z) (Phi(z + q) - Phi(z))^(k - 1)."""
    inside = mpmath.quad(
        lambda z: mpmath.npdf(z) * (mpmath.ncdf(z + q) - mpmath.ncdf(z)) ** (k - 1), mpmath.linspace(-15 - q, 15, 21)
    )
    return float(1 - k * inside)


studentized = []
for k in [2, 3, 5, 10, 50, 100]:
    for q in [0.1, 1.0, 3.0, 5.0, 9.0]:
        studentized.append(
            {"k": k, "q": q, "scipy": float(stats.studentized_range.sf(q, k, numpy.inf)), "exact": range_tail(q, k)}
        )
quantiles = [
    {"k": k, "p": p, "q": float(stats.studentized_range.ppf(p, k, numpy.inf))}
    for k in [2, 3, 5, 10, 50]
    for p in [0.5, 0.9, 0.95, 0.99]
]

forecasts = []
for n, h, shift in [(30, 1, 0.2), (60, 3, 0.3), (200, 12, 0.1), (25, 2, 0.0)]:
    noise = rng.normal(size=n + h)
    moving = numpy.convolve(noise, numpy.ones(h) / numpy.sqrt(h), mode="same")[:n]
    b = numpy.round(rng.normal(size=n) ** 2, 5)
    a = numpy.round(b + moving + shift, 5)
    difference = a - b
    # The mean's variance with h - 1 autocovariances of weight 1 is that of a regression on a constant.
    fit = sm.OLS(difference, numpy.ones(n)).fit(
        cov_type="HAC", cov_kwds={"maxlags": h - 1, "kernel": "uniform", "use_correction": False}
    )
    corrected = float(fit.tvalues[0] * numpy.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n))
    forecasts.append(
        {
            "a": a.tolist(),
            "b": b.tolist(),
            "horizon": h,
            "statistic": corrected,
            "pValue": float(2 * stats.t.sf(abs(corrected), n - 1)),
        }
    )

adjusted = []
names = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "simes-hochberg",
    "benjamini_hochberg": "fdr_bh",
    "benjamini_yekutieli": "fdr_by",
}
for p in [
    [0.01, 0.04, 0.03],
    [0.5],
    [0.001, 0.001, 0.02, 0.04, 1.0, 0.0, 0.3],
    [round(float(x), 8) for x in rng.beta(0.4, 2, size=40)],
]:
    adjusted.append({"p": p, **{ours: multipletests(p, method=theirs)[1].tolist() for ours, theirs in names.items()}})

output = {
    "versions": {
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "mpmath": mpmath.__version__,
    },
    "mcnemar": mcnemar_cases,
    "wilcoxon": wilcoxon_cases,
    "resampled": resampled,
    "combinedF": combined_f,
    "ranked": ranked,
    "studentizedRange": {"tails": studentized, "quantiles": quantiles},
    "forecasts": forecasts,
    "adjusted": adjusted,
}
pathlib.Path(__file__).with_name("paired-tests.json").write_text(json.dumps(output, separators=(",", ":")) + "\n")
