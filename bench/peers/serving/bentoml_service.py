"""A LightGBM model behind BentoML, as its users write it: one row of named numbers."""
import os

import bentoml
import lightgbm
import numpy as np


@bentoml.service(workers=1)
class Trees:
    def __init__(self):
        self.booster = lightgbm.Booster(model_file=os.environ["BENCH_MODEL"])
        self.names = self.booster.feature_name()

    @bentoml.api
    async def predict(self, row: dict[str, float]) -> dict[str, float]:
        values = np.array([[row[name] for name in self.names]])
        return {"probability": float(self.booster.predict(values, num_threads=1)[0])}
