"""One training of a peer in a process of its own: train.py <settings.json>. Prints what bench/train-ours.mjs prints."""
import json
import resource
import sys
import time

import numpy as np
from table_file import categorical_of, read_table_file


def resident(field):
    for line in open("/proc/self/status"):
        if line.startswith(field):
            return int(line.split()[1]) * 1024


def restart_peak():
    try:
        open("/proc/self/clear_refs", "w").write("5")
    except OSError:
        pass
    return resident("VmRSS")


def train_lightgbm(X, y, settings, categorical):
    import lightgbm

    params = dict(settings["params"], num_threads=settings["threads"], verbose=-1)
    started = time.perf_counter()
    data = lightgbm.Dataset(X, y, categorical_feature=categorical, params=params, free_raw_data=False).construct()
    binned = time.perf_counter()
    model = lightgbm.train(params, data, num_boost_round=settings["rounds"])
    return started, binned, model.predict


def train_xgboost(X, y, settings, categorical):
    import xgboost

    params = dict(settings["params"], nthread=settings["threads"], verbosity=0)
    types = ["c" if j in set(categorical) else "q" for j in range(X.shape[1])]
    kind = dict(feature_types=types, enable_categorical=True, nthread=settings["threads"])
    started = time.perf_counter()
    data = xgboost.QuantileDMatrix(X, y, max_bin=params.get("max_bin", 256), **kind)
    binned = time.perf_counter()
    model = xgboost.train(params, data, num_boost_round=settings["rounds"])
    return started, binned, lambda rows: model.predict(xgboost.DMatrix(rows, **kind))


def train_forest(X, y, settings, _):
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestRegressor if settings["task"] == "regression" else RandomForestClassifier
    model = kind(n_estimators=settings["rounds"], n_jobs=settings["threads"], random_state=7, **settings["params"])
    started = time.perf_counter()
    model.fit(X, y)
    of_rows = model.predict if settings["task"] == "regression" else lambda rows: model.predict_proba(rows)[:, 1]
    return started, None, of_rows


def score_of(task, y, predicted):
    from sklearn.metrics import roc_auc_score

    if task == "regression":
        return float(np.sqrt(np.mean((y - predicted) ** 2)))
    return float(roc_auc_score(y, predicted))


def main():
    settings = json.load(open(sys.argv[1]))
    described, X, y = read_table_file(settings["path"], settings.get("layout", "rows"))
    trained = described["trainRows"]
    settings["task"] = described["task"]
    train = dict(lightgbm=train_lightgbm, xgboost=train_xgboost, scikit=train_forest)[settings["engine"]]
    Xt, yt, Xv, yv = X[:trained], y[:trained], X[trained:], y[trained:]
    __import__(dict(scikit="sklearn.ensemble").get(settings["engine"], settings["engine"]))
    raw = Xt.data.nbytes + Xt.indices.nbytes if settings.get("layout") == "sparse" else Xt.nbytes
    before = restart_peak()
    started, binned, predict = train(Xt, yt, settings, categorical_of(described))
    ended = time.perf_counter()
    peak = resident("VmHWM")
    found = dict(
        seconds=ended - started,
        growSeconds=None if binned is None else ended - binned,
        score=score_of(settings["task"], yv, predict(Xv)) if len(yv) else None,
        startBytes=before,
        peakBytes=peak,
        rawBytes=raw + yt.nbytes,
    )
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(dict(found, cpuSeconds=usage.ru_utime + usage.ru_stime)))


main()
