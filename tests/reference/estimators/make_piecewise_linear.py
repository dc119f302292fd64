"""Makes piecewise-linear.json: the parts of pieces that numbers pass, by scikit-learn's splines of degree 1, and knots by NumPy.

A spline of degree 1 is the sum of hats over its knots; what is passed of a piece is the sum of the hats beyond it.
Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.preprocessing import SplineTransformer

rng = numpy.random.default_rng(12)
columns = {
    "lognormal": rng.lognormal(size=47),
    "many zeros": numpy.where(rng.uniform(size=47) < 0.6, 0, rng.exponential(size=47)),
    "counts": rng.poisson(1.5, size=47).astype(float),
    "huge": 1e150 * rng.standard_normal(size=47),
}
gaps = rng.uniform(size=47) < 0.15
weights = rng.integers(1, 4, size=47)
pieces = 5


def even_knots(rows):
    """The first value at or above each even share of the rows, where a value's own rows count by half."""
    distinct, counts = numpy.unique(rows, return_counts=True)
    shares = (numpy.cumsum(counts) - counts / 2) / counts.sum()
    wanted = shares[0] + (shares[-1] - shares[0]) * numpy.arange(pieces + 1) / pieces
    places = numpy.unique(numpy.searchsorted(shares, wanted - 1e-12))
    return distinct if len(distinct) <= pieces + 1 else distinct[places]


def passed(rows, later):
    knots = even_knots(rows)
    splines = SplineTransformer(degree=1, knots=knots.reshape(-1, 1), extrapolation="constant")
    hats = splines.fit(rows.reshape(-1, 1)).transform(later.reshape(-1, 1))
    return {"knots": knots.tolist(), "pieces": [hats[:, j:].sum(axis=1).tolist() for j in range(1, hats.shape[1])]}


cases = []
for name, column in columns.items():
    values = column[~gaps]
    spread = values.max() - values.min()
    later = numpy.concatenate([values, rng.uniform(values.min() - spread, values.max() + spread, size=20)])
    cases.append(
        {
            "name": name,
            "values": [None if gap else float(value) for value, gap in zip(column, gaps)],
            "later": later.tolist(),
            "plain": passed(values, later),
            "weighted": passed(numpy.repeat(values, weights[~gaps]), later),
        }
    )

output = {
    "madeBy": "make_piecewise_linear.py",
    "versions": {module.__name__: module.__version__ for module in (numpy, sklearn)},
    "nPieces": pieces,
    "weights": weights.tolist(),
    "columns": cases,
}
path = pathlib.Path(__file__).with_name("piecewise-linear.json")
path.write_text(json.dumps(output) + "\n")
