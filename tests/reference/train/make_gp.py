"""Makes gp.json: likelihoods, their gradients and predictions of scikit-learn's Gaussian processes.

Run with Python 3 and the packages named in the output's "versions".
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

rng = numpy.random.default_rng(20261121)
cases = []
for n, d, noise in [(1, 1, 1e-3), (6, 1, 1e-4), (12, 3, 1e-2), (25, 5, 0.3)]:
    rows, asked = rng.uniform(size=(n, d)), rng.uniform(size=(4, d))
    values = numpy.sin(5 * rows).sum(axis=1) + 0.1 * rng.normal(size=n)
    scales, variance = rng.uniform(0.2, 2, size=d), float(rng.uniform(0.5, 2))
    function = ConstantKernel(variance) * Matern(length_scale=scales, nu=2.5)
    gp = GaussianProcessRegressor(function + WhiteKernel(noise), optimizer=None, alpha=0).fit(rows, values)
    likelihood, gradient = gp.log_marginal_likelihood(gp.kernel_.theta, eval_gradient=True)
    mean, deviation = gp.predict(asked, return_std=True)
    cases.append(
        {
            "rows": rows.tolist(),
            "values": values.tolist(),
            "scales": scales.tolist(),
            "variance": variance,
            "noise": noise,
            "asked": asked.tolist(),
            "likelihood": float(likelihood),
            # By log variance, log length scales, log noise.
            "gradient": gradient.tolist(),
            "mean": mean.tolist(),
            # scikit-learn's prediction has the noise in it.
            "deviation": numpy.sqrt(deviation**2 - noise).tolist(),
        }
    )
fixture = {"versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}, "cases": cases}
pathlib.Path(__file__).with_name("gp.json").write_text(json.dumps(fixture) + "\n")
