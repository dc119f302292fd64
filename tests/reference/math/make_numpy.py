"""Makes numpy.json: numpy's quantiles, and solutions of symmetric positive definite systems (exact ones for Hilbert's matrices).

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib
from fractions import Fraction

import numpy

rng = numpy.random.default_rng(20260302)
levels = [0, 0.001, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.6, 0.75, 0.9, 0.975, 0.999, 1]
samples = [
    [5.0],
    [1.0, 2.0],
    [-3.5, 7.25, 7.25],
    [0.0, 1e-300, 1e300],
    [1e15 + i / 8 for i in range(10)],
    rng.normal(size=37).tolist(),
    rng.exponential(size=100).tolist(),
    rng.integers(0, 4, size=41).astype(float).tolist(),
]
quantiles = [
    {"values": values, "levels": levels, "quantiles": numpy.quantile(values, levels, method="linear").tolist()}
    for values in samples
]

systems = []
for n in [1, 2, 3, 8, 25]:
    root = rng.normal(size=(n, n + 2))
    A = root @ root.T
    A = (A + A.T) / 2
    b = rng.normal(size=n)
    systems.append({"A": A.ravel().tolist(), "b": b.tolist(), "x": numpy.linalg.solve(A, b).tolist(), "tolerance": 1e-11})
for n in [3, 6]:
    # Whole numbers, so that the system of the doubles is the one solved here: Hilbert's matrix times a common multiple.
    A = [[Fraction(27720, i + j + 1) for j in range(n)] for i in range(n)]
    assert all(value.denominator == 1 for row in A for value in row)
    b = [Fraction(i + 1) for i in range(n)]
    M = [row[:] + [right] for row, right in zip(A, b)]
    for i in range(n):
        for k in range(n):
            if k != i:
                factor = M[k][i] / M[i][i]
                M[k] = [x - factor * y for x, y in zip(M[k], M[i])]
    x = [M[i][n] / M[i][i] for i in range(n)]
    condition = numpy.linalg.cond(numpy.array(A, float))
    systems.append(
        {
            "A": [float(value) for row in A for value in row],
            "b": [float(value) for value in b],
            "x": [float(value) for value in x],
            "tolerance": float(condition * 1e-15),
        }
    )
output = {"versions": {"numpy": numpy.__version__}, "quantiles": quantiles, "systems": systems}
pathlib.Path(__file__).with_name("numpy.json").write_text(json.dumps(output, separators=(",", ":")) + "\n")
