"""Makes bandits.json: chances to be the best by scipy's quadrature, LinUCB's scores by numpy.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import scipy
from scipy.integrate import quad
from scipy.stats import beta, norm


def chances(beliefs):
    found = []
    for i, belief in enumerate(beliefs):
        others = [b for j, b in enumerate(beliefs) if j != i]
        integrand = lambda x: belief.pdf(x) * numpy.prod([b.cdf(x) for b in others])
        points = numpy.unique(numpy.concatenate([[b.ppf(p) for p in (1e-12, 0.01, 0.5, 0.99, 1 - 1e-12)] for b in beliefs]))
        pieces = zip(points[:-1], points[1:])
        found.append(sum(quad(integrand, a, b, epsabs=1e-13, epsrel=1e-12, limit=200)[0] for a, b in pieces))
    return found


best = []
for kind, parameters in (
    ("beta", [(1, 1), (1, 1), (1, 1)]),
    ("beta", [(4, 9), (7, 6)]),
    ("beta", [(101, 901), (130, 880), (3, 4), (1, 60)]),
    ("beta", [(5001, 5001), (2, 1)]),
    ("beta", [(1.5, 20.25), (3.75, 18)]),
    ("normal", [(0.0, 1.0), (0.5, 0.1), (1.0, 3.0)]),
    ("normal", [(10.0, 0.01), (10.02, 0.02)]),
):
    beliefs = [beta(a, b) if kind == "beta" else norm(a, b) for a, b in parameters]
    best.append({"kind": kind, "parameters": parameters, "chances": chances(beliefs)})

rng = numpy.random.default_rng(3)
features, arms, ridge, exploration = 4, 3, 0.5, 0.7
gram = [ridge * numpy.eye(features) for _ in range(arms)]
moments = [numpy.zeros(features) for _ in range(arms)]
steps = []
for _ in range(30):
    x = rng.normal(size=features).round(3)
    scores = [
        float(x @ numpy.linalg.solve(A, b) + exploration * numpy.sqrt(x @ numpy.linalg.solve(A, x)))
        for A, b in zip(gram, moments)
    ]
    arm = int(rng.integers(arms))
    reward = round(float(rng.normal()), 3)
    steps.append({"context": x.tolist(), "best": int(numpy.argmax(scores)), "arm": arm, "reward": reward})
    gram[arm] += numpy.outer(x, x)
    moments[arm] += reward * x

linucb = {"features": features, "arms": arms, "ridge": ridge, "exploration": exploration, "steps": steps}
linucb["inverse"] = [numpy.linalg.inv(A).tolist() for A in gram]
out = {"versions": {"numpy": numpy.__version__, "scipy": scipy.__version__}, "best": best, "linUcb": linucb}
path = pathlib.Path(__file__).with_name("bandits.json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
