"""AutoGluon, medium quality, on the division of a set: automl_autogluon.py <settings.json>. Prints figures, writes predictions."""
import os
from importlib.metadata import PackageNotFoundError, version

from automl_table import bytes_below, print_figures, read_settings, read_tables, row_milliseconds, timed, write_predictions
from autogluon.tabular import TabularPredictor

METRICS = dict(roc_auc="roc_auc", log_loss="log_loss", rmse="root_mean_squared_error")


def installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None


settings = read_settings()
train, test = read_tables(settings)
regression = settings["task"] == "regression"
predictor = TabularPredictor(
    label=settings["target"],
    problem_type=settings["task"],
    eval_metric=METRICS[settings["metric"]],
    path=os.path.join(settings["folder"], "autogluon"),
    verbosity=1,
)
fit = dict(presets="medium_quality", time_limit=settings["budget"], num_cpus=settings["threads"], num_gpus=0)
_, fit_seconds, fit_processor_seconds = timed(lambda: predictor.fit(train, **fit))

ask = predictor.predict if regression else predictor.predict_proba
predicted, predict_seconds, _ = timed(lambda: ask(test))
if regression:
    write_predictions(settings, values=predicted)
else:
    write_predictions(settings, labels=list(predicted.columns), probabilities=predicted.to_numpy(dtype=float))
from_disk = row_milliseconds(ask, test)
board = predictor.leaderboard()
best = predictor.model_best
weights = predictor.info()["model_info"][best].get("children_info", {})
trained = predictor._trainer.load_model(best)
if hasattr(trained, "_get_model_weights"):
    weights = {name: float(weight) for name, weight in trained._get_model_weights().items()}
small = predictor.clone_for_deployment(os.path.join(settings["folder"], "autogluon-deployed"))
predictor.persist()
print_figures(
    fitSeconds=fit_seconds,
    fitProcessorSeconds=fit_processor_seconds,
    predictSeconds=predict_seconds,
    rowMs=row_milliseconds(ask, test),
    rowMsFromDisk=from_disk,
    bytes=bytes_below(small),
    winner=best,
    winnerDetails=weights,
    validation=float(board.loc[board["model"] == best, "score_val"].iloc[0]),
    models={row.model: float(row.score_val) for row in board.itertuples()},
    versions={
        name: installed(name)
        for name in ("autogluon.tabular", "lightgbm", "xgboost-cpu", "catboost", "torch", "fastai", "scikit-learn")
    },
)
