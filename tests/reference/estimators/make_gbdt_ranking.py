"""Makes gbdt-ranking.json: LightGBM's lambdarank on the whole-number set, and its NDCG@10 on queries that it did not see.

Queries are rows that follow each other, 10 to 20 of them. Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import lightgbm
import numpy
from peer_sets import N_TRAIN, make
from sklearn.metrics import ndcg_score


def sizes(n):
    """Rows of each query; the last one takes what is left."""
    out, query = [], 0
    while sum(out) < n:
        out.append(min(10 + query * 7 % 11, n - sum(out)))
        query += 1
    return out


_, _, _, X, y = make(8)
relevance = numpy.clip(numpy.floor((y + 4) / 2), 0, 4)
train, test = slice(0, N_TRAIN), slice(N_TRAIN, None)

twins = []
for extra in [{}, {"lambdarank_truncation_level": 3}, {"lambdarank_norm": False}, {"weighted": True}]:
    params = {key: value for key, value in extra.items() if key != "weighted"}
    model = lightgbm.LGBMRanker(
        n_estimators=4, learning_rate=0.2, num_leaves=8, min_child_samples=0, min_child_weight=0.5, min_data_in_bin=1, verbose=-1, n_jobs=1, **params
    )
    weights = 1 + numpy.arange(N_TRAIN) % 3 if extra.get("weighted") else None
    model.fit(X[train], relevance[train], group=sizes(N_TRAIN), sample_weight=weights)
    scores = model.predict(X[:300], raw_score=True)
    twins.append({"params": extra, "scores": [float(f"{score:.10g}") for score in scores]})

model = lightgbm.LGBMRanker(n_estimators=50, num_leaves=15, verbose=-1, n_jobs=1)
model.fit(X[train], relevance[train], group=sizes(N_TRAIN))
scores = model.predict(X[test])
parts = numpy.split(numpy.arange(N_TRAIN), numpy.cumsum(sizes(N_TRAIN))[:-1])
gains = 2 ** relevance[test] - 1
ndcg = [ndcg_score([gains[rows]], [scores[rows]], k=10, ignore_ties=True) if gains[rows].any() and len(rows) > 1 else 1 for rows in parts]

versions = {"lightgbm": lightgbm.__version__, "numpy": numpy.__version__}
target = pathlib.Path(__file__).with_name("gbdt-ranking.json")
target.write_text(json.dumps({"versions": versions, "twins": twins, "ndcg10": float(numpy.mean(ndcg))}) + "\n")
print(numpy.bincount(relevance.astype(int)), numpy.mean(ndcg))
