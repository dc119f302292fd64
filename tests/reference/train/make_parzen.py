"""Log densities of Optuna's multivariate Parzen estimator and SciPy's signed-rank p-values: make_parzen.py > parzen.json."""
import functools
import json
import warnings

import numpy as np
import optuna
import scipy
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights

warnings.simplefilter("ignore")
# Equal observations stay in order of age; NumPy leaves their order open.
np.argsort = functools.partial(np.argsort, kind="stable")
SPACE = {
    "float": FloatDistribution(-2, 5),
    "logFloat": FloatDistribution(1e-4, 10, log=True),
    "stepped": FloatDistribution(0, 1, step=0.25),
    "int": IntDistribution(1, 20),
    "logInt": IntDistribution(1, 300, log=True),
    "choice": CategoricalDistribution(["a", "b", "c"]),
}
parameters = _ParzenEstimatorParameters(1.0, True, False, default_weights, True)


def draws(rng, n):
    return {
        "float": rng.uniform(-2, 5, n).round(4),
        "logFloat": np.exp(rng.uniform(np.log(1e-4), np.log(10), n)),
        "stepped": rng.integers(0, 5, n) / 4,
        "int": rng.integers(1, 21, n).astype(float),
        "logInt": rng.integers(1, 301, n).astype(float),
        "choice": rng.integers(0, 3, n).astype(float),
    }


def rows(columns):
    return [[float(columns[name][i]) for name in SPACE] for i in range(len(columns["float"]))]


densities = []
for number, n in enumerate([0, 1, 2, 10, 26, 60]):
    for names in [list(SPACE), ["float"], ["logInt"], ["choice"]]:
        rng = np.random.default_rng(number)
        observed, asked = draws(rng, n), draws(rng, 8)
        space = {name: SPACE[name] for name in names}
        estimator = _ParzenEstimator({name: observed[name] for name in names}, space, parameters)
        log_pdf = estimator.log_pdf({name: asked[name] for name in names}).tolist()
        densities.append(dict(names=names, observed=rows(observed), asked=rows(asked), logDensity=log_pdf))

# With ties SciPy counts out up to 13 differences, ours up to 50.
tests = []
for number, (n, digits) in enumerate([(2, 3), (5, 3), (12, 3), (40, 9), (8, 0), (13, 1), (60, 1), (80, 3)]):
    for shift in [-0.3, 0.0, 0.4]:
        differences = np.random.default_rng([number, int(10 * shift + 10)]).normal(shift, 1, n).round(digits) + 0.0
        p = scipy.stats.wilcoxon(differences, alternative="greater", zero_method="zsplit").pvalue
        tests.append(dict(differences=differences.tolist(), p=float(p)))

versions = {"optuna": optuna.__version__, "scipy": scipy.__version__, "numpy": np.__version__}
print(json.dumps({"versions": versions, "densities": densities, "signedRank": tests}, separators=(",", ":")))
