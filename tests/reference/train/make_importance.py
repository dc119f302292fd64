"""Importances of parameters by Optuna's FanovaImportanceEvaluator and MeanDecreaseImpurityImportanceEvaluator, on fixed tables."""
import json
import math
import random
import sys
from pathlib import Path

import optuna
import sklearn
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, MeanDecreaseImpurityImportanceEvaluator
from optuna.trial import create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
rng = random.Random(7)


def table(name, n, columns, objective):
    """`columns`: name -> ('float', low, high), ('int', low, high), ('choice', values); values are rounded to be short."""
    rows = []
    for _ in range(n):
        params = {}
        for column, (kind, *rest) in columns.items():
            if kind == "float":
                params[column] = round(rng.uniform(*rest), 6)
            elif kind == "int":
                params[column] = rng.randint(*rest)
            else:
                params[column] = rng.choice(rest[0])
        rows.append((params, round(objective(params), 9)))
    distributions = {
        column: FloatDistribution(*rest)
        if kind == "float"
        else IntDistribution(*rest)
        if kind == "int"
        else CategoricalDistribution(rest[0])
        for column, (kind, *rest) in columns.items()
    }
    study = optuna.create_study()
    for params, value in rows:
        study.add_trial(create_trial(params=params, distributions=distributions, value=value))

    def average(make):
        seeds = range(3)
        results = [make(seed).evaluate(study) for seed in seeds]
        mean = {column: sum(r[column] for r in results) / len(results) for column in columns}
        spread = {
            column: math.sqrt(sum((r[column] - mean[column]) ** 2 for r in results) / (len(results) - 1))
            for column in columns
        }
        return {"mean": mean, "spread": spread}

    return {
        "name": name,
        "columns": {c: list(d) for c, d in columns.items()},
        "rows": [list(params.values()) + [value] for params, value in rows],
        "fanova": average(lambda seed: FanovaImportanceEvaluator(seed=seed)),
        "impurity": average(lambda seed: MeanDecreaseImpurityImportanceEvaluator(seed=seed)),
    }


tables = [
    table(
        "linear",
        80,
        {"a": ("float", -1, 1), "b": ("float", 0, 4), "c": ("float", -1, 1)},
        lambda p: 3 * p["a"] + 0.5 * p["b"] + 0.1 * p["c"],
    ),
    table(
        "interaction",
        120,
        {"a": ("float", -1, 1), "b": ("float", -1, 1), "n": ("int", 1, 20)},
        lambda p: 2 * p["a"] * p["b"] + 0.5 * p["a"] + 0.02 * p["n"],
    ),
    table(
        "choices",
        100,
        {"x": ("float", -5, 5), "kind": ("choice", ["a", "b"]), "noise": ("float", 0, 1)},
        lambda p: p["x"] ** 2 / 10 + (2 if p["kind"] == "a" else 0) + 0.1 * rng.random(),
    ),
    table(
        "branin",
        80,
        {"x1": ("float", -5, 10), "x2": ("float", 0, 15)},
        lambda p: (
            (p["x2"] - 5.1 / (4 * math.pi**2) * p["x1"] ** 2 + 5 / math.pi * p["x1"] - 6) ** 2
            + 10 * (1 - 1 / (8 * math.pi)) * math.cos(p["x1"])
            + 10
        ),
    ),
]
versions = {"python": sys.version.split()[0], "optuna": optuna.__version__, "scikit-learn": sklearn.__version__}
Path(__file__).with_name("importance.json").write_text(json.dumps({"versions": versions, "tables": tables}) + "\n")
