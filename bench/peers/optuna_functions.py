"""Best values that one of Optuna's samplers finds, a line of JSON per seed: optuna_functions.py <settings.json>."""
import json
import math
import sys

import optuna

settings = json.load(open(sys.argv[1]))
optuna.logging.set_verbosity(optuna.logging.ERROR)

ALPHA = [1, 1.2, 3, 3.2]
A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def branin(x):
    bend = x[1] - 5.1 / (4 * math.pi**2) * x[0] ** 2 + 5 / math.pi * x[0] - 6
    return bend**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x[0]) + 10


def hartmann6(x):
    return -sum(w * math.exp(-sum(aj * (xj - pj) ** 2 for aj, xj, pj in zip(a, x, p))) for w, a, p in zip(ALPHA, A, P))


def rosenbrock(x):
    return sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


FUNCTIONS = {"Branin": branin, "Hartmann6": hartmann6, "Rosenbrock-10": rosenbrock}
SAMPLERS = {
    "TPE": optuna.samplers.TPESampler,
    "CMA-ES": optuna.samplers.CmaEsSampler,
    "GP": optuna.samplers.GPSampler,
    "random": optuna.samplers.RandomSampler,
}



def value_of(trial):
    if "table" in settings:
        index = 0
        for i, size in enumerate(settings["sizes"]):
            index = index * size + trial.suggest_int(f"x{i}", 0, size - 1)
        return settings["table"][index]
    return FUNCTIONS[settings["function"]]([trial.suggest_float(f"x{i}", *b) for i, b in enumerate(settings["bounds"])])


for seed in settings["seeds"]:
    study = optuna.create_study(sampler=SAMPLERS[settings["sampler"]](seed=seed))
    study.optimize(value_of, n_trials=max(settings["trials"]))
    values = [trial.value for trial in study.trials]
    best = [min(values[:n]) for n in settings["trials"]]
    print(json.dumps({"seed": seed, "version": optuna.__version__, "best": best}), flush=True)
