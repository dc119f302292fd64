"""Makes f-scores.json: scikit-learn's F statistics of columns against classes and numbers.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.feature_selection import f_classif, f_regression

rng = numpy.random.default_rng(3)
rows = 50
columns = {
    "normal": rng.normal(size=rows),
    "large offset": 1e7 + rng.normal(size=rows),
    "huge": 1e200 * rng.normal(size=rows),
    "whole": rng.integers(0, 4, size=rows).astype(float),
}
weights = rng.integers(1, 4, size=rows)
signal = sum(column / numpy.abs(column - column.mean()).max() for column in columns.values())
signal = signal - signal.mean() + rng.normal(size=rows)
targets = {"regression": (signal, 0), "binary": ((signal > 0.3).astype(float), 2)}
targets["multiclass"] = (numpy.digitize(signal, [-1, 0, 1]).astype(float), 4)

cases = []
for name, (y, classes) in targets.items():
    score = f_classif if classes else f_regression
    for label, x in columns.items():
        # F depends on neither unit nor offset; sums of squares in doubles do.
        plain_x = (x - x.mean()) / numpy.abs(x - x.mean()).max()
        plain = score(plain_x.reshape(-1, 1), y)[0][0]
        repeated = score(numpy.repeat(plain_x, weights).reshape(-1, 1), numpy.repeat(y, weights))[0][0]
        case = {"name": f"{label}, {name}", "values": x.tolist(), "y": y.tolist(), "nClasses": classes}
        cases.append({**case, "f": float(plain), "weighted": float(repeated)})

versions = {module.__name__: module.__version__ for module in (numpy, sklearn)}
output = {"madeBy": "make_f_scores.py", "versions": versions, "weights": weights.tolist(), "cases": cases}
path = pathlib.Path(__file__).with_name("f-scores.json")
path.write_text(json.dumps(output) + "\n")
