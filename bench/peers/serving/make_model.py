"""Trains the model that every server serves: make_model.py <folder>. Writes lightgbm.txt and rows.json with rows and what the model says."""
import json
import sys

import lightgbm
import numpy as np

COLUMNS, TREES, LEAVES = 20, 100, 63

folder = sys.argv[1]
rng = np.random.default_rng(7)
X = rng.normal(size=(40_000, COLUMNS))
signal = X[:, 0] - 0.7 * X[:, 1] + X[:, 2] * X[:, 3] + np.where(X[:, 4] > 0.5, 1.0, -0.3) + 0.4 * np.abs(X[:, 5])
y = (rng.uniform(size=len(X)) < 1 / (1 + np.exp(-signal))).astype(float)
names = [f"x{j}" for j in range(COLUMNS)]
params = dict(objective="binary", num_leaves=LEAVES, learning_rate=0.1, verbose=-1, num_threads=1, seed=7, deterministic=True)
model = lightgbm.train(params, lightgbm.Dataset(X, y, feature_name=names), num_boost_round=TREES)
model.save_model(f"{folder}/lightgbm.txt")
leaves = [tree["num_leaves"] for tree in model.dump_model()["tree_info"]]
assert leaves == [LEAVES] * TREES, "every tree has all its leaves"
rows = np.round(rng.normal(size=(1000, COLUMNS)), 6)
answers = lightgbm.Booster(model_file=f"{folder}/lightgbm.txt").predict(rows, num_threads=1)
json.dump({"columns": names, "rows": rows.tolist(), "probabilities": answers.tolist()}, open(f"{folder}/rows.json", "w"))
