"""Makes target-encoder.json: what scikit-learn's TargetEncoder makes of columns of categories.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.preprocessing import TargetEncoder

rng = numpy.random.default_rng(5)
rows = 60
texts = numpy.array([f"c{min(int(value), 11)}" for value in rng.exponential(3, size=rows)], dtype=object)
texts[rng.uniform(size=rows) < 0.1] = None
later = ["c0", "c3", None, "unseen", "c11", "c1"]
effect = numpy.array([0 if text is None else int(text[1:]) for text in texts])
noise = rng.normal(size=rows)
targets = {
    "regression": effect * 0.4 + noise,
    "binary": (effect + noise > 2).astype(float),
    "multiclass": numpy.digitize(effect + noise, [1, 3, 5]).astype(float),
    "constant": numpy.full(rows, 2.5),
}
kinds = {"regression": "continuous", "binary": "binary", "multiclass": "multiclass", "constant": "continuous"}


def column(values):
    return numpy.array(values, dtype=object).reshape(-1, 1)


cases = []
for name, y in targets.items():
    for smooth in ("auto", 10.0, 0.0):
        encoder = TargetEncoder(smooth=smooth, target_type=kinds[name]).fit(column(texts), y)
        encoded = {
            "train": encoder.transform(column(texts)).tolist(),
            "later": encoder.transform(column(later)).tolist(),
        }
        cases.append({"name": name, "smooth": smooth, "y": y.tolist(), **encoded})

versions = {module.__name__: module.__version__ for module in (numpy, sklearn)}
output = {
    "madeBy": "make_target_encoder.py",
    "versions": versions,
    "texts": texts.tolist(),
    "textsLater": later,
    "cases": cases,
}
path = pathlib.Path(__file__).with_name("target-encoder.json")
path.write_text(json.dumps(output) + "\n")
