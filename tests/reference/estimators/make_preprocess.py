"""Makes preprocess.json: what scikit-learn's imputer, scaler and one-hot encoder make of small columns.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = numpy.random.default_rng(7)
columns = {
    "normal": rng.normal(size=31),
    "large offset": 1e6 + rng.normal(size=31),
    "tiny": 1e-12 * rng.normal(size=31),
    "whole": rng.integers(0, 5, size=31).astype(float),
    "constant": numpy.full(31, 0.1),
}
gaps = rng.uniform(size=31) < 0.2
weights = rng.uniform(0.5, 2, size=31)
numeric = []
for name, values in columns.items():
    with_gaps = numpy.where(gaps, numpy.nan, values)
    column = with_gaps.reshape(-1, 1)
    numeric.append(
        {
            "name": name,
            "values": [None if numpy.isnan(value) else float(value) for value in with_gaps],
            "weights": weights.tolist(),
            "mean": float(SimpleImputer(strategy="mean").fit(column).statistics_[0]),
            "median": float(SimpleImputer(strategy="median").fit(column).statistics_[0]),
            "scaled": [None if numpy.isnan(v) else float(v) for v in StandardScaler().fit_transform(column)[:, 0]],
            "weightedScaled": [
                None if numpy.isnan(v) else float(v)
                for v in StandardScaler().fit(column, sample_weight=weights).transform(column)[:, 0]
            ],
        }
    )

texts = list("aaaaaaaaabbbbbbbcccccddddeeffg")
seen_later = ["a", "c", "g", "zebra", "e"]
one_hot = []
for minimum, most in ((1, None), (4, None), (1, 4), (3, 3)):
    encoder = OneHotEncoder(min_frequency=minimum, max_categories=most, handle_unknown="infrequent_if_exist", sparse_output=False)
    encoder.fit(numpy.array(texts).reshape(-1, 1))
    one_hot.append(
        {
            "minFrequency": minimum / len(texts) if minimum > 1 else 0,
            "maxCategories": most or 100,
            "texts": texts,
            "later": seen_later,
            "encoded": encoder.transform(numpy.array(seen_later).reshape(-1, 1)).tolist(),
        }
    )

versions = {module.__name__: module.__version__ for module in (numpy, sklearn)}
output = {"madeBy": "make_preprocess.py", "versions": versions, "numeric": numeric, "oneHot": one_hot}
pathlib.Path(__file__).with_name("preprocess.json").write_text(json.dumps(output) + "\n")
