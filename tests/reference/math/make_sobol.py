"""Makes sobol.json: points of SciPy's unscrambled Sobol sequence in 128 dimensions, as whole numbers of 2^-30.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import scipy
from scipy.stats import qmc

dimensions = 128
points = qmc.Sobol(dimensions, scramble=False, bits=30).random(1 << 12)
indices = [0, 1, 2, 3, 4, 5, 7, 8, 100, 1023, 1024, 2730, 4095]
fixture = {
    "versions": {"scipy": scipy.__version__},
    "points": [{"index": i, "coordinates": [int(x * (1 << 30)) for x in points[i]]} for i in indices],
}
pathlib.Path(__file__).with_name("sobol.json").write_text(json.dumps(fixture) + "\n")
