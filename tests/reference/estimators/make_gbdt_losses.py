"""Makes gbdt-losses.json: raw scores of LightGBM under other losses, where bins are whole numbers.

Targets are multiples of 1/16, which float32 holds. Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import lightgbm
import numpy
from peer_sets import N_TRAIN, make

TREES = 6

twins = []
for name, positive, extra in [
    ("regression_l1", False, {}),
    ("huber", False, {"alpha": 0.9}),
    ("huber", False, {"alpha": 2.5, "weighted": True}),
    ("quantile", False, {"alpha": 0.5}),
    ("quantile", False, {"alpha": 0.85}),
    ("poisson", True, {}),
    ("poisson", True, {"poisson_max_delta_step": 0.2, "weighted": True}),
    # LightGBM guesses the rows of a leaf from its sum of second derivatives, which differ much here: no limit on rows.
    ("gamma", True, {"min_child_samples": 0, "min_child_weight": 9}),
    ("gamma", True, {"min_child_samples": 0, "min_child_weight": 9, "weighted": True}),
    ("tweedie", True, {}),
    ("tweedie", True, {"tweedie_variance_power": 1.2}),
]:
    _, _, _, X, y = make(8)
    X, y = X[:N_TRAIN], numpy.floor(y[:N_TRAIN] * 16) / 16
    if positive:
        y = numpy.maximum(0 if name != "gamma" else 0.0625, y + 2)
    params = {"min_child_samples": 15} | {key: value for key, value in extra.items() if key != "weighted"}
    model = lightgbm.LGBMRegressor(
        objective=name, n_estimators=TREES, learning_rate=0.2, num_leaves=12, min_data_in_bin=1, verbose=-1, n_jobs=1, **params
    )
    model.fit(X, y, sample_weight=1 + numpy.arange(N_TRAIN) % 3 if extra.get("weighted") else None)
    scores = model.predict(X[:300], raw_score=True)
    predictions = model.predict(X[:5])
    show = lambda values: [float(f"{value:.10g}") for value in values]
    twins.append({"objective": name, "positive": positive, "params": extra, "scores": show(scores), "predictions": show(predictions)})

versions = {"lightgbm": lightgbm.__version__, "numpy": numpy.__version__}
target = pathlib.Path(__file__).with_name("gbdt-losses.json")
target.write_text(json.dumps({"versions": versions, "trees": TREES, "twins": twins}) + "\n")
