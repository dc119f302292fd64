"""Makes cma.json: search distributions of the package cmaes after each of some populations.

Run with Python 3 and the packages named in the output's "versions".
"""

import importlib.metadata
import json
import pathlib

import numpy
from cmaes import CMA


def ellipsoid(x):
    return float(sum(1000 ** (i / max(1, len(x) - 1)) * (v - 0.3) ** 2 for i, v in enumerate(x)) + x[0] * x[-1])


cases = []
for n, population, generations in [(2, None, 8), (5, None, 10), (3, 20, 6)]:
    optimizer = CMA(mean=numpy.full(n, 0.5), sigma=0.2, seed=1, population_size=population)
    steps = []
    for _ in range(generations):
        points = [optimizer.ask() for _ in range(optimizer.population_size)]
        points.sort(key=ellipsoid)
        optimizer.tell([(x, ellipsoid(x)) for x in points])
        steps.append(
            {
                "points": [x.tolist() for x in points],
                "mean": optimizer._mean.tolist(),
                "sigma": float(optimizer._sigma),
                "C": optimizer._C.flatten().tolist(),
            }
        )
    cases.append({"dimensions": n, "steps": steps})
versions = {name: importlib.metadata.version(name) for name in ["cmaes", "numpy"]}
fixture = {"versions": versions, "mean": 0.5, "sigma": 0.2, "cases": cases}
pathlib.Path(__file__).with_name("cma.json").write_text(json.dumps(fixture) + "\n")
