"""Makes metrics.json: scores of scikit-learn on ties, weights, single classes, zero divisions, tiny and large samples.

Run with Python 3 and the packages named in the output's "versions". A null is a score that is not defined; where scikit-learn
puts a number in its place (with a warning), the number is left out on purpose, because the product says "not defined" there.
"""

import json
import math
import pathlib
import warnings

import mpmath
import numpy
import scipy
import sklearn
from sklearn import metrics as m

warnings.simplefilter("ignore")
rng = numpy.random.default_rng(20260)
cases = []


def clean(value):
    value = float(value)
    return value if math.isfinite(value) else None


def add(name, task, y, values, probabilities=None, weights=None, classes=0, scores=None, undefined=()):
    expected = {key: None if key in undefined else clean(value()) for key, value in scores.items()}
    cases.append(
        {
            "name": name,
            "task": task,
            "nClasses": classes,
            "yTrue": numpy.asarray(y, dtype=float).tolist(),
            "values": numpy.asarray(values, dtype=float).tolist(),
            "probabilities": None if probabilities is None else numpy.asarray(probabilities, dtype=float).T.tolist(),
            "sampleWeight": None if weights is None else numpy.asarray(weights, dtype=float).tolist(),
            "expected": expected,
        }
    )


def calibration(y, p, w):
    """Gap and weight of each of ten bins (0, .1], (.1, .2] ... of equal width."""
    bins = numpy.clip(numpy.ceil(p * 10).astype(int) - 1, 0, 9)
    gaps = []
    for b in range(10):
        inside = (bins == b) & (w > 0)
        if inside.any():
            weight = math.fsum(w[inside])
            gaps.append((abs(math.fsum(w[inside] * (y[inside] - p[inside]))) / weight, weight))
    return gaps


def ece(y, p, w):
    gaps = calibration(y, p, w)
    return math.fsum(g * w for g, w in gaps) / math.fsum(w for _, w in gaps)


def top_share(y, p, w, share):
    """Positive weight in the top share, by cutting the list sorted by score; ties share evenly."""
    limit = share * math.fsum(w)
    found, used = 0.0, 0.0
    for score in sorted(set(p), reverse=True):
        inside = p == score
        weight = math.fsum(w[inside])
        if weight == 0:
            continue
        room = min(1.0, max(0.0, (limit - used) / weight))
        found += room * math.fsum(w[inside] * y[inside])
        used += weight
    return found / math.fsum(w * y)


def ks(y, p, w):
    rates = m.roc_curve(y, p, sample_weight=w, drop_intermediate=False)
    return max(0.0, float(numpy.max(rates[1] - rates[0])))


def binary(name, y, p, weights=None, threshold=0.5, undefined=()):
    y, p = numpy.asarray(y, dtype=float), numpy.asarray(p, dtype=float)
    values = (p > threshold).astype(float)
    w = numpy.ones(len(y)) if weights is None else numpy.asarray(weights, dtype=float)
    both = numpy.column_stack([1 - p, p])
    one = {"sample_weight": weights}
    labels = {"labels": [0, 1], **one}
    zero = {"zero_division": 0, **one}
    f = lambda beta: lambda: m.fbeta_score(y, values, beta=beta, **zero)
    add(name, "binary", y, values, both, weights, 2, {
        "roc_auc": lambda: m.roc_auc_score(y, p, **one),
        "gini": lambda: 2 * m.roc_auc_score(y, p, **one) - 1,
        "pr_auc": lambda: m.average_precision_score(y, p, **one),
        "ks": lambda: ks(y, p, w),
        "lift_at_10": lambda: top_share(y, p, w, 0.1) / 0.1,
        "gain_at_10": lambda: top_share(y, p, w, 0.1),
        "log_loss": lambda: m.log_loss(y, both, **labels),
        "brier": lambda: m.brier_score_loss(y, p, pos_label=1, **one),
        "accuracy": lambda: m.accuracy_score(y, values, **one),
        "balanced_accuracy": lambda: m.balanced_accuracy_score(y, values, **one),
        "precision": lambda: m.precision_score(y, values, **zero),
        "recall": lambda: m.recall_score(y, values, **zero),
        "specificity": lambda: m.recall_score(y, values, pos_label=0, **zero),
        "f1": f(1), "f2": f(2), "f0_5": f(0.5),
        "f1_macro": lambda: m.f1_score(y, values, average="macro", **zero),
        "mcc": lambda: m.matthews_corrcoef(y, values, **one),
        "cohen_kappa": lambda: m.cohen_kappa_score(y, values, **labels),
        "ece": lambda: ece(y, p, w),
        "mce": lambda: max(g for g, _ in calibration(y, p, w)),
    }, undefined)


ranking = ("roc_auc", "gini", "ks", "mcc")
positives = ("pr_auc", "recall", "lift_at_10", "gain_at_10")


def sample(n, levels=None, skill=2.0, base=-0.5):
    x = rng.normal(size=n)
    y = (rng.uniform(size=n) < 1 / (1 + numpy.exp(-(skill * x + base)))).astype(float)
    p = 1 / (1 + numpy.exp(-(1.5 * x + 0.7 * rng.normal(size=n) + base)))
    if levels:
        p = numpy.round(p * levels) / levels * 0.98 + 0.0137
    return y, p


binary("two rows", [0, 1], [0.25, 0.75])
binary("two rows, wrong order", [1, 0], [0.25, 0.75])
binary("all scores equal, below the threshold", [0, 1, 1, 0, 1], [0.37] * 5)
binary("all scores equal, above the threshold", [0, 1, 1, 0, 1], [0.81] * 5)
binary("only positive rows", [1, 1, 1], [0.2, 0.83, 0.9], undefined=(*ranking, "specificity"))
binary("only negative rows", [0, 0, 0], [0.2, 0.83, 0.9], undefined=(*ranking, *positives))
binary("only negative rows, none predicted positive", [0, 0, 0], [0.2, 0.13, 0.07],
       undefined=(*ranking, *positives, "f1", "f2", "f0_5", "cohen_kappa"))
binary("certain and wrong", [0, 1, 1, 0], [1.0, 0.0, 1.0, 0.0])
binary("perfect", [0, 1, 1, 0, 1], [0.0, 1.0, 1.0, 0.0, 1.0])
binary("tiny probabilities", [0, 1, 0, 1], [1e-300, 5e-324, 1e-17, 2e-16])
for n in (7, 60, 250):
    binary(f"continuous scores, {n} rows", *sample(n))
    y, p = sample(n, levels=5)
    binary(f"five distinct scores, {n} rows", y, p)
    binary(f"weights, {n} rows", y, p, rng.exponential(size=n))
    binary(f"whole weights with zeros, {n} rows", y, p, numpy.concatenate([[1, 1, 1, 2], rng.integers(0, 4, size=n - 4)]))
y, p = sample(300)
binary("weights of many sizes", y, p, 10.0 ** rng.uniform(-8, 8, size=300))
binary("rare positives", *sample(900, skill=1.0, base=-4.5), threshold=0.05)
binary("many rows", *sample(1200, levels=400))


def top(k, y, P, weights, classes):
    return m.top_k_accuracy_score(y, P, k=k, labels=range(classes), sample_weight=weights)


def multiclass(name, y, P, weights=None, undefined=()):
    y, P = numpy.asarray(y, dtype=float), numpy.asarray(P, dtype=float)
    classes = P.shape[1]
    values = P.argmax(axis=1).astype(float)
    w = numpy.ones(len(y)) if weights is None else numpy.asarray(weights, dtype=float)
    one = {"sample_weight": weights}
    zero = {"zero_division": 0, **one}
    labels = {"labels": list(range(classes)), **one}

    def ovr(weigh):
        """scikit-learn's score of each class that occurs; it has none itself when a class does not occur."""
        present = [k for k in range(classes) if 0 < math.fsum(w[y == k]) < math.fsum(w)]
        each = [m.roc_auc_score(y == k, P[:, k], sample_weight=weights) for k in present]
        if len(present) == classes:
            average = "weighted" if weigh else "macro"
            return m.roc_auc_score(y, P, multi_class="ovr", average=average, **labels)
        return numpy.average(each, weights=[math.fsum(w[y == k]) if weigh else 1 for k in present]) if each else math.nan

    def ovo():
        kept = w > 0
        pairs = []
        for a in range(classes):
            for b in range(a + 1, classes):
                inside = kept & ((y == a) | (y == b))
                if len(set(y[inside])) == 2:
                    pairs += [m.roc_auc_score(y[inside] == k, P[inside, k], sample_weight=w[inside]) for k in (a, b)]
        return numpy.mean(pairs) if pairs else math.nan

    confidence = P.max(axis=1)
    right = (values == y).astype(float)
    add(name, "multiclass", y, values, P, weights, classes, {
        "accuracy": lambda: m.accuracy_score(y, values, **one),
        "balanced_accuracy": lambda: m.balanced_accuracy_score(y, values, **one),
        "f1_macro": lambda: m.f1_score(y, values, average="macro", **zero),
        "f1_weighted": lambda: m.f1_score(y, values, average="weighted", **zero),
        "precision_macro": lambda: m.precision_score(y, values, average="macro", **zero),
        "precision_weighted": lambda: m.precision_score(y, values, average="weighted", **zero),
        "recall_macro": lambda: m.recall_score(y, values, average="macro", **zero),
        "mcc": lambda: m.matthews_corrcoef(y, values, **one),
        "cohen_kappa": lambda: m.cohen_kappa_score(y, values, **labels),
        "log_loss": lambda: m.log_loss(y, P, **labels),
        "brier": lambda: m.brier_score_loss(y, P, **labels),
        "roc_auc_ovr": lambda: ovr(False),
        "roc_auc_ovr_weighted": lambda: ovr(True),
        "roc_auc_ovo": ovo,
        "top_2_accuracy": lambda: top(2, y, P, weights, classes),
        "top_3_accuracy": lambda: top(3, y, P, weights, classes) if classes > 3 else math.nan,
        "ece": lambda: ece(right, confidence, w),
        "mce": lambda: max(g for g, _ in calibration(right, confidence, w)),
    }, undefined)


def classes_sample(n, k, levels=None):
    y = rng.integers(0, k, size=n)
    logits = rng.normal(size=(n, k)) + 1.3 * numpy.eye(k)[y]
    P = numpy.exp(logits)
    if levels:
        P = numpy.round(P * levels) + 1
    return y, P / P.sum(axis=1, keepdims=True)


for n, k in ((40, 3), (150, 4), (400, 7)):
    multiclass(f"{k} classes, {n} rows", *classes_sample(n, k))
    y, P = classes_sample(n, k, levels=2)
    multiclass(f"{k} classes with ties, {n} rows", y, P)
    multiclass(f"{k} classes with weights, {n} rows", y, P, rng.exponential(size=n))
y, P = classes_sample(60, 4)
y[y == 3] = 0
multiclass("a class that does not occur in the truth", y, P)
P = numpy.tile([0.5, 0.2, 0.2, 0.1], (20, 1))
multiclass("one class predicted for all", rng.integers(0, 4, size=20), P)
multiclass("one class in the truth", [1] * 6, classes_sample(6, 3)[1],
           undefined=("mcc",))


def exact(score, weights, y, values):
    """A mean over rows with 60 digits, for values whose difference scikit-learn's formulas lose."""
    with mpmath.workdps(60):
        rows = [mpmath.mpf(float(w)) * score(mpmath.mpf(float(t)), mpmath.mpf(float(p))) for w, t, p in zip(weights, y, values)]
        return mpmath.fsum(rows) / mpmath.fsum([float(w) for w in weights])


def regression(name, y, values, weights=None, undefined=(), digits=False):
    y, values = numpy.asarray(y, dtype=float), numpy.asarray(values, dtype=float)
    w = {"sample_weight": weights}
    ones = numpy.ones(len(y)) if weights is None else numpy.asarray(weights, dtype=float)

    def smape():
        size = (numpy.abs(y) + numpy.abs(values)) / 2
        rows = numpy.where(size == 0, 0, numpy.abs(values - y) / numpy.where(size == 0, 1, size))
        return math.fsum(ones * rows) / math.fsum(ones)

    def positive(score, zeros):
        least = 0 if zeros else 1e-300
        return lambda: score() if (y >= least).all() and (values > 0).all() else math.nan

    close = {
        "rmsle": lambda: math.sqrt(exact(lambda t, p: (mpmath.log(1 + t) - mpmath.log(1 + p)) ** 2, ones, y, values)),
        "poisson_deviance": lambda: exact(lambda t, p: 2 * (t * mpmath.log(t / p) - t + p), ones, y, values),
        "gamma_deviance": lambda: exact(lambda t, p: 2 * (mpmath.log(p / t) + t / p - 1), ones, y, values),
        "tweedie_deviance": lambda: exact(
            lambda t, p: 2 * (-4 * mpmath.sqrt(t) + 2 * t / mpmath.sqrt(p) + 2 * mpmath.sqrt(p)), ones, y, values
        ),
    }
    pinball = lambda alpha: lambda: m.mean_pinball_loss(y, values, alpha=alpha, **w)
    add(name, "regression", y, values, None, weights, 0, {
        "rmse": lambda: m.root_mean_squared_error(y, values, **w),
        "mae": lambda: m.mean_absolute_error(y, values, **w),
        "r2": lambda: m.r2_score(y, values, **w),
        "medae": lambda: m.median_absolute_error(y, values, **w),
        "mape": lambda: m.mean_absolute_percentage_error(y, values, **w),
        "smape": smape,
        "explained_variance": lambda: m.explained_variance_score(y, values, **w),
        "rmsle": lambda: m.root_mean_squared_log_error(y, values, **w) if min(y.min(), values.min()) > -1 else math.nan,
        "pinball_10": pinball(0.1), "pinball_50": pinball(0.5), "pinball_90": pinball(0.9),
        "poisson_deviance": positive(lambda: m.mean_poisson_deviance(y, values, **w), True),
        "gamma_deviance": positive(lambda: m.mean_gamma_deviance(y, values, **w), False),
        "tweedie_deviance": positive(lambda: m.mean_tweedie_deviance(y, values, power=1.5, **w), True),
        **(close if digits else {}),
    }, undefined)


constant = ("r2", "explained_variance")
regression("one row", [3.5], [2.25], undefined=constant)
regression("constant target", [2.1, 2.1, 2.1], [2.0, 2.1, 2.5], undefined=constant)
regression("constant target, perfect", [2.1, 2.1, 2.1], [2.1, 2.1, 2.1], undefined=constant)
regression("perfect", [1.0, 2.0, 4.0], [1.0, 2.0, 4.0])
regression("zeros in the truth", [0.0, 0.0, 1.0, 2.0], [0.0, 0.5, 1.5, 1.0])
regression("negative values", [-3.0, -1.0, 2.0, 5.0], [-2.5, 0.5, 1.0, 7.0])
for n in (8, 101, 600):
    y = rng.gamma(2.0, 3.0, size=n)
    values = y * rng.lognormal(sigma=0.4, size=n)
    regression(f"positive amounts, {n} rows", y, values)
    regression(f"weights, {n} rows", y, values, rng.exponential(size=n))
    weights = numpy.concatenate([[1, 2], rng.integers(0, 3, size=n - 2)])
    regression(f"whole weights with zeros, {n} rows", y, values, weights)
y = rng.normal(size=200)
regression("far from zero", 1e6 + y, 1e6 + y + 0.3 * rng.normal(size=200), digits=True)
regression("nearly right", numpy.exp(y), numpy.exp(y) * (1 + 1e-7 * rng.normal(size=200)), digits=True)
regression("wrong by orders", numpy.exp(y), numpy.exp(20 * rng.normal(size=200)), digits=True)
regression("tiny values", 1e-150 * y, 1e-150 * (y + 0.1))
regression("huge values", 1e150 * y, 1e150 * (y + rng.normal(size=200)))
regression("heavy tails", rng.standard_cauchy(size=400), rng.standard_cauchy(size=400))
regression("many ties", rng.integers(0, 4, size=50), rng.integers(1, 4, size=50))

out = {
    "versions": {"mpmath": mpmath.__version__, "numpy": numpy.__version__, "scikit-learn": sklearn.__version__, "scipy": scipy.__version__},
    "cases": cases,
}
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
