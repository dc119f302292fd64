"""The AUC on test rows of LightGBM and XGBoost under several ways to bin: pairs.py <settings.json>."""
import json
import sys

import lightgbm
import numpy as np
import xgboost
from sklearn.metrics import roc_auc_score
from table_file import read_table_file

settings = json.load(open(sys.argv[1]))
described, X, y = read_table_file(settings["path"])
n, leaves, rounds = described["trainRows"], settings["leaves"], settings["rounds"]
found = {"LightGBM": [], "XGBoost": []}
for variant, bins in enumerate(settings["bins"]):
    params = dict(objective="binary", num_leaves=leaves, max_bin=bins, data_random_seed=variant + 1)
    params.update(num_threads=1, verbose=-1)
    model = lightgbm.train(params, lightgbm.Dataset(X[:n], y[:n], params=params), num_boost_round=rounds)
    found["LightGBM"].append(roc_auc_score(y[n:], model.predict(X[n:])))
    params = dict(objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_leaves=leaves)
    params.update(max_depth=0, learning_rate=0.1, max_bin=bins, nthread=1)
    model = xgboost.train(params, xgboost.QuantileDMatrix(X[:n], y[:n], max_bin=bins), num_boost_round=rounds)
    found["XGBoost"].append(roc_auc_score(y[n:], model.predict(xgboost.DMatrix(X[n:]))))
print(json.dumps(found))
