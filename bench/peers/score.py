"""The peers' side of the cases that use trained trees: score.py <settings.json> train|row|batch|explain. Prints figures by name."""
import ctypes
import json
import statistics
import sys
import time

import joblib
import lightgbm
import numpy as np
from table_file import read_table_file
from threadpoolctl import threadpool_limits

settings = json.load(open(sys.argv[1]))
folder = settings["folder"]


def train():
    from lightgbm_onnx import to_onnx
    from sklearn.ensemble import HistGradientBoostingClassifier

    described, X, y = read_table_file(settings["path"])
    X, y = X[: described["trainRows"]], y[: described["trainRows"]]
    params = dict(objective="binary", num_leaves=settings["leaves"], learning_rate=0.1, verbose=-1, num_threads=1)
    model = lightgbm.train(params, lightgbm.Dataset(X, y), num_boost_round=settings["rounds"])
    model.save_model(f"{folder}/lightgbm.txt")
    open(f"{folder}/model.onnx", "wb").write(to_onnx(model).SerializeToString())
    scikit = HistGradientBoostingClassifier(
        max_iter=settings["rounds"], max_leaf_nodes=settings["leaves"], early_stopping=False
    )
    joblib.dump(scikit.fit(X, y), f"{folder}/scikit.joblib")
    return {}


def tests():
    """The test rows as float64, row by row: what LightGBM reads without a copy."""
    described, X, _ = read_table_file(settings["path"], dtype=np.float64)
    return np.ascontiguousarray(X[described["trainRows"] :])


def median_seconds(calls, call):
    times = []
    for i in range(calls + 2):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return statistics.median(times[2:])


def row():
    model, X = lightgbm.Booster(model_file=f"{folder}/lightgbm.txt"), tests()
    rows = X[: min(2000, len(X))]
    found = {"lightgbmFast": fast_rows(model, rows, compiled=False)}
    try:
        found["lightgbmFastCompiled"] = fast_rows(model, rows, compiled=True)
    except ImportError:
        pass
    scikit = joblib.load(f"{folder}/scikit.joblib")
    few = rows[:50]
    with threadpool_limits(1):
        found["scikit"] = per_row(few, lambda i: scikit.predict(few[i : i + 1]), passes=5)
    found["lightgbmPredict"] = per_row(few, lambda i: model.predict(few[i : i + 1], num_threads=1), passes=5)
    return dict(found, lightgbmDepth=depth_of(model))


def per_row(rows, predict, passes=20):
    def once():
        for i in range(len(rows)):
            predict(i)

    return median_seconds(passes, once) / len(rows) * 1e6


def fast_rows(model, rows, compiled):
    """Microseconds per row of LightGBM's call for one row at a time; `compiled` makes the calls from machine code."""
    library = lightgbm.basic._LIB
    config, length = ctypes.c_void_p(), ctypes.c_int64()
    out = np.zeros(1)
    init = library.LGBM_BoosterPredictForMatSingleRowFastInit
    handle = model._handle if hasattr(model, "_handle") else model.handle
    # Plain scores of all iterations of a row of float64.
    status = init(handle, 1, 0, -1, 1, rows.shape[1], ctypes.c_char_p(b"num_threads=1"), ctypes.byref(config))
    assert status == 0, "LGBM_BoosterPredictForMatSingleRowFastInit"
    call = library.LGBM_BoosterPredictForMatSingleRowFast
    call.argtypes = [ctypes.c_void_p] * 4
    call.restype = ctypes.c_int
    first, width, n = rows.ctypes.data, rows.strides[0], len(rows)
    to = (config.value, ctypes.addressof(length), out.ctypes.data)

    def loop(config, length, out, first, width, n):
        for i in range(n):
            call(config, first + i * width, length, out)

    if compiled:
        from numba import njit

        loop = njit(loop)
    seconds = median_seconds(20, lambda: loop(*to, first, width, n))
    assert abs(out[0] - model.predict(rows[-1:], raw_score=True)[0]) < 1e-9
    return seconds / n * 1e6


def batch():
    import onnxruntime

    model, X = lightgbm.Booster(model_file=f"{folder}/lightgbm.txt"), tests()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(f"{folder}/model.onnx", options, providers=["CPUExecutionProvider"])
    single = X.astype(np.float32)
    raw = session.run(None, {"x": single})[0][:, 0]
    assert np.quantile(np.abs(raw - model.predict(X, raw_score=True)), 0.99) < 1e-3
    scikit = joblib.load(f"{folder}/scikit.joblib")
    micros = 1e6 / len(X)
    with threadpool_limits(1):
        hist = median_seconds(3, lambda: scikit.predict_proba(X)) * micros
    return dict(
        lightgbmBatch=median_seconds(9, lambda: model.predict(X, num_threads=1)) * micros,
        onnxBatch=median_seconds(9, lambda: session.run(None, {"x": single})) * micros,
        scikitBatch=hist,
        lightgbmDepth=depth_of(model),
    )


def explain():
    import shap

    model, X = lightgbm.Booster(model_file=f"{folder}/lightgbm.txt"), tests()[:1000]
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    return dict(
        lightgbmExplain=median_seconds(5, lambda: model.predict(X, pred_contrib=True, num_threads=1)) * 1e3,
        shapExplain=median_seconds(3, lambda: explainer.shap_values(X)) * 1e3,
        lightgbmDepth=depth_of(model),
    )


def depth_of(model):
    """Splits above the leaf that a training row reaches, a mean over rows and trees."""
    nodes = model.trees_to_dataframe()
    leaves = nodes[nodes.left_child.isna()]
    return float(((leaves.node_depth - 1) * leaves["count"]).sum() / leaves["count"].sum())


print(json.dumps({"train": train, "row": row, "batch": batch, "explain": explain}[sys.argv[2]]()))
