"""Makes robust_z.json: medians and scaled median absolute deviations by scipy.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import scipy
from scipy.stats import median_abs_deviation

rng = numpy.random.default_rng(20261121)
X = numpy.column_stack([rng.normal(size=75), rng.lognormal(size=75) * 100, rng.standard_cauchy(size=75)])
z = numpy.abs(X - numpy.median(X, axis=0)) / median_abs_deviation(X, axis=0, scale="normal")
versions = {module.__name__: module.__version__ for module in (numpy, scipy)}
output = {
    "madeBy": "make_robust_z.py",
    "versions": versions,
    "X": X.tolist(),
    "meanSquare": numpy.sqrt((z**2).mean(axis=1)).tolist(),
    "max": z.max(axis=1).tolist(),
}
pathlib.Path(__file__).with_name("robust_z.json").write_text(json.dumps(output) + "\n")
