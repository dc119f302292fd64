"""LightGBM with its defaults on the folds of a set: quality.py <settings.json>. Writes the predictions of the held-out rows."""
import json
import sys

import lightgbm
import numpy as np
from table_file import categorical_of, read_table_file

settings = json.load(open(sys.argv[1]))
described, X, y = read_table_file(settings["path"])
folds = np.fromfile(settings["folds"], dtype=np.int32)
n_classes = settings["nClasses"]
params = dict(objective={"regression": "l2", "binary": "binary", "multiclass": "multiclass"}[described["task"]])
params.update(verbose=-1, num_threads=1, **settings.get("params", {}))
if described["task"] == "multiclass":
    params["num_class"] = n_classes
outputs = n_classes if described["task"] == "multiclass" else 1
predicted = np.zeros((len(y), outputs))
for fold in range(settings["nFolds"]):
    held = folds == fold
    data = lightgbm.Dataset(X[~held], y[~held], categorical_feature=categorical_of(described))
    model = lightgbm.train(params, data)
    predicted[held] = model.predict(X[held]).reshape(-1, outputs)
predicted.T.astype(np.float64).tofile(settings["out"])
