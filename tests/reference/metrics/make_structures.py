"""Makes structures.json: scikit-learn's scores of clusterings and of ranked lists, with ties, single clusters and empty lists.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn import metrics as m

warnings.simplefilter("ignore")
rng = numpy.random.default_rng(41)
clusterings, labellings, lists = [], [], []


def clustering(name, X, labels):
    X, labels = numpy.asarray(X, dtype=float), numpy.asarray(labels)
    given = X.T.tolist()
    # Distances do not change with the origin, and scikit-learn loses their digits far from it.
    X = X - X.mean(axis=0)
    clusterings.append({
        "name": name,
        "columns": given,
        "clusters": labels.tolist(),
        "silhouette": m.silhouette_score(X, labels),
        "rows": m.silhouette_samples(X, labels).tolist(),
        "daviesBouldin": m.davies_bouldin_score(X, labels),
        "calinskiHarabasz": m.calinski_harabasz_score(X, labels),
    })


for n, d, k in ((6, 1, 2), (40, 2, 3), (90, 4, 5)):
    labels = numpy.concatenate([numpy.arange(k), rng.integers(0, k, size=n - k)])
    clustering(f"{k} clusters, {n} rows", rng.normal(size=(n, d)) + 1.5 * labels[:, None], labels)
    clustering(f"{k} clusters by chance, {n} rows", rng.normal(size=(n, d)), labels)
clustering("a cluster of one point", [[0.0], [1.0], [5.0]], [0, 0, 7])
clustering("far from zero", 1e6 + rng.normal(size=(30, 2)), rng.integers(0, 3, size=30) - 1)
clustering("points in the same places", numpy.repeat([[0.0, 0.0], [3.0, 4.0]], 5, axis=0), [1] * 5 + [2] * 5)


def labelling(name, a, b):
    a, b = numpy.asarray(a), numpy.asarray(b)
    labellings.append({
        "name": name,
        "a": a.tolist(),
        "b": b.tolist(),
        "adjustedRand": m.adjusted_rand_score(a, b),
        "normalizedMutualInformation": m.normalized_mutual_info_score(a, b),
        "adjustedMutualInformation": m.adjusted_mutual_info_score(a, b),
    })


labelling("equal", [0, 0, 1, 2], [5, 5, 3, 9])
labelling("one label each", [1, 1, 1], [4, 4, 4])
labelling("one against many", [1, 1, 1, 1], [0, 1, 2, 3])
labelling("all apart", [0, 1, 2], [2, 1, 0])
labelling("crossed", [0, 0, 1, 1], [0, 1, 0, 1])
for n, k in ((20, 3), (200, 7)):
    a = rng.integers(0, k, size=n)
    labelling(f"unrelated, {n} rows", a, rng.integers(0, k + 1, size=n))
    labelling(f"related, {n} rows", a, numpy.where(rng.uniform(size=n) < 0.7, a, rng.integers(0, k, size=n)))


def ranked(name, relevance, scores):
    relevance, scores = numpy.asarray(relevance, dtype=float), numpy.asarray(scores, dtype=float)
    binary = (relevance > 0).astype(int)
    lists.append({
        "name": name,
        "relevance": relevance.tolist(),
        "scores": scores.tolist(),
        "ndcg": m.ndcg_score([relevance], [scores]),
        "ndcg_3": m.ndcg_score([relevance], [scores], k=3),
        "averagePrecision": m.label_ranking_average_precision_score([binary], [scores]),
    })


for n in (2, 5, 12, 40):
    relevance = numpy.concatenate([[2], rng.integers(0, 4, size=n - 1)])
    ranked(f"{n} rows", relevance, rng.normal(size=n))
    ranked(f"{n} rows with ties", relevance, rng.integers(0, 3, size=n))
ranked("all scores equal", [0, 3, 0, 1], [0.5] * 4)
ranked("all relevant", [1, 1, 1], [3, 2, 1])

out = {
    "versions": {"numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
    "clusterings": clusterings,
    "labellings": labellings,
    "lists": lists,
}
path = pathlib.Path(__file__).with_name("structures.json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
