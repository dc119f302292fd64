"""Makes pair-gains.json: what an interaction of two cuts explains beyond both cuts alone, by two least-squares fits for each.

The statistic of the program comes from sums over a grid in closed form; here every pair of cuts is fitted outright. FAST
(Lou et al. 2013) counts the effect of each cut alone, too. Where the main effects of all bins are gone before, that is nothing, and
the best gain is what interpret's measure_interactions says: once more the same number from another program.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import interpret
import numpy
from interpret.utils import measure_interactions

rng = numpy.random.default_rng(19)
rows = 120
missing = 15
least_rows = 5


def squares(columns, target, hessian):
    """Weighted sum of squares that the columns leave."""
    root = numpy.sqrt(hessian)
    design = numpy.column_stack(columns) * root[:, None]
    fitted = numpy.linalg.lstsq(design, target * root, rcond=None)[0]
    return float(((target * root - design @ fitted) ** 2).sum())


def cuts(kind, bins):
    """Truth values of each cut."""
    if kind == "number":
        return [bins <= cut for cut in range(bins[bins < missing].max())]
    return [bins == level for level in range(bins[bins < missing].max() + 1)]


def gains(first, second, gradient, hessian):
    present = numpy.ones(rows, bool)
    for kind, codes in (first, second):
        present &= (codes < missing) | (kind == "category")
    h = hessian[present]
    target = gradient[present] / h
    one = numpy.ones(len(h))
    found = []
    for s in cuts(*first):
        for t in cuts(*second):
            s1, t1 = s[present].astype(float), t[present].astype(float)
            quadrants = [h[(s1 == a) & (t1 == b)].sum() for a in (0, 1) for b in (0, 1)]
            if min(quadrants) < least_rows * hessian.mean():
                found.append(0.0)
                continue
            alone = squares([one, s1, t1], target, h)
            together = squares([one, s1, t1, s1 * t1], target, h)
            assert squares([one], target, h) - together >= alone - together
            found.append(alone - together)
    return found


numbers = [rng.integers(0, 6, rows), rng.integers(0, 9, rows)]
for codes in numbers:
    codes[rng.random(rows) < 0.08] = missing
texts = [rng.integers(0, 4, rows), rng.integers(0, 3, rows)]
texts[1][rng.random(rows) < 0.2] = missing
columns = {
    "first number": ("number", numbers[0]),
    "second number": ("number", numbers[1]),
    "first text": ("category", texts[0]),
    "second text": ("category", texts[1]),
}
signal = (numbers[0] > 2) * (numbers[1] > 4) * 2 + (texts[0] == 1) * (texts[1] == 2) * 2 + rng.normal(size=rows)
weights = rng.integers(1, 4, rows).astype(float)
share = 1 / (1 + numpy.exp(-rng.normal(size=rows)))
targets = {
    "squared error": (signal - signal.mean(), numpy.ones(rows)),
    "weights": (weights * (signal - signal.mean()), weights),
    "log loss": ((signal > 0) - share, share * (1 - share)),
}

cases = []
for name, (gradient, hessian) in targets.items():
    names = list(columns)
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            case = {"name": f"{first} and {second}, {name}", "target": name, "columns": [first, second]}
            cases.append({**case, "gains": gains(columns[first], columns[second], gradient, hessian)})



def additive(features, y, link):
    """Scores of the additive model of all bins, by Newton's method: what it leaves has no main effect."""
    dummies = [features[:, j : j + 1] == numpy.unique(features[:, j])[1:] for j in range(features.shape[1])]
    design = numpy.column_stack([numpy.ones(len(y)), *dummies]).astype(float)
    beta = numpy.zeros(design.shape[1])
    for _ in range(30):
        score = design @ beta
        said = 1 / (1 + numpy.exp(-score)) if link else score
        h = said * (1 - said) if link else numpy.ones(len(y))
        beta += numpy.linalg.solve(design.T @ (design * h[:, None]), design.T @ (y - said))
    return score, y - said, h


fast = []
size = 600
pair = rng.integers(0, 6, (size, 2))
score = (pair[:, 0] > 2) * (pair[:, 1] > 3) * 1.5 + pair[:, 0] / 3 - 1 + rng.normal(size=size)
# interpret reports the gain of a row, and twice that for squared errors.
for objective, y, unit in (("rmse", score, 2), ("log_loss", (score > 0).astype(int), 1)):
    start, gradient, hessian = additive(pair, y, objective == "log_loss")
    options = {"init_score": start, "interactions": 1, "min_samples_leaf": least_rows, "objective": objective}
    (_, strength), *_ = measure_interactions(pair.astype(float), y, **options)
    case = {"name": objective, "bins": pair.T.tolist(), "gradient": gradient.tolist(), "hessian": hessian.tolist()}
    fast.append({**case, "gain": strength * size / unit})

output = {
    "madeBy": "make_pair_gains.py",
    "versions": {"numpy": numpy.__version__, "interpret": interpret.__version__},
    "columns": {name: {"kind": kind, "bins": bins.tolist()} for name, (kind, bins) in columns.items()},
    "targets": {name: {"gradient": g.tolist(), "hessian": h.tolist()} for name, (g, h) in targets.items()},
    "cases": cases,
    "fast": fast,
}
path = pathlib.Path(__file__).with_name("pair-gains.json")
path.write_text(json.dumps(output) + "\n")
