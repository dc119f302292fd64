"""Makes hypervolume.json: pymoo's hypervolumes and fronts of random points.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import pymoo
from pymoo.indicators.hv import HV
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

rng = numpy.random.default_rng(20261121)
cases = []
for n, m in [(1, 2), (30, 2), (60, 2), (20, 3), (40, 3), (15, 4), (12, 5)]:
    points = rng.uniform(size=(n, m)).round(2)
    reference = [0.9] * m
    fronts = NonDominatedSorting().do(points)
    cases.append(
        {
            "points": points.tolist(),
            "reference": reference,
            "volume": float(HV(ref_point=numpy.array(reference))(points)),
            "fronts": [sorted(int(i) for i in front) for front in fronts],
        }
    )
fixture = {"versions": {"pymoo": pymoo.__version__, "numpy": numpy.__version__}, "cases": cases}
pathlib.Path(__file__).with_name("hypervolume.json").write_text(json.dumps(fixture) + "\n")
