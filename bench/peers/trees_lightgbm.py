"""LightGBM on one thread: medians of fitting, and of predicting the training rows."""
import json
import statistics
import sys
import time

import lightgbm
import pandas as pd

settings = json.load(open(sys.argv[2]))
frame = pd.read_parquet(sys.argv[1])
X, y = frame.drop(columns="delay").to_numpy(), frame["delay"].to_numpy()
params = dict(
    n_estimators=settings["nEstimators"],
    num_leaves=settings["numLeaves"],
    learning_rate=settings["learningRate"],
    n_jobs=1,
    verbose=-1,
)
fits, rates = [], []
for _ in range(settings["rounds"]):
    started = time.perf_counter()
    model = lightgbm.LGBMRegressor(**params).fit(X, y)
    fits.append(time.perf_counter() - started)
    started = time.perf_counter()
    model.predict(X)
    rates.append(len(X) / (time.perf_counter() - started))
print(json.dumps({"fitSeconds": statistics.median(fits), "rowsPerSecond": statistics.median(rates)}))
