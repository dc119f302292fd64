"""FLAML with its defaults on the division of a set: automl_flaml.py <settings.json>. Prints figures, writes predictions."""
import os
import pickle
from importlib.metadata import version

import numpy as np
from automl_table import bytes_below, print_figures, read_settings, read_tables, row_milliseconds, timed, write_predictions
from flaml import AutoML

settings = read_settings()
train, test = read_tables(settings)
y = train.pop(settings["target"])
regression = settings["task"] == "regression"
options = dict(
    task="regression" if regression else "classification",
    metric=settings["metric"],
    time_budget=settings["budget"],
    n_jobs=settings["threads"],
    seed=settings["seed"],
    verbose=0,
)
if settings.get("time"):
    options["split_type"] = "time"
model = AutoML()
_, fit_seconds, fit_processor_seconds = timed(lambda: model.fit(train, y, **options))

ask = model.predict if regression else model.predict_proba
predicted, predict_seconds, _ = timed(lambda: ask(test))
if regression:
    write_predictions(settings, values=predicted)
else:
    write_predictions(settings, labels=model.classes_, probabilities=np.asarray(predicted, dtype=float))
file = os.path.join(settings["folder"], "flaml.pickle")
with open(file, "wb") as out:
    pickle.dump(model, out, pickle.HIGHEST_PROTOCOL)
print_figures(
    fitSeconds=fit_seconds,
    fitProcessorSeconds=fit_processor_seconds,
    predictSeconds=predict_seconds,
    rowMs=row_milliseconds(ask, test),
    bytes=bytes_below(file),
    winner=model.best_estimator,
    winnerDetails={key: str(value) for key, value in (model.best_config or {}).items()},
    validation=float(model.best_loss),
    models={name: float(loss) for name, loss in model.best_loss_per_estimator.items()},
    versions={name: version(name) for name in ("flaml", "lightgbm", "xgboost", "catboost", "scikit-learn")},
)
