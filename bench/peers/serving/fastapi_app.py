"""A LightGBM model behind FastAPI, as its users write it: a model of the body by pydantic, one row of named numbers."""
import os

import lightgbm
import numpy as np
from fastapi import FastAPI
from pydantic import create_model

booster = lightgbm.Booster(model_file=os.environ["BENCH_MODEL"])
names = booster.feature_name()
Row = create_model("Row", **{name: (float, ...) for name in names})
app = FastAPI()


@app.get("/health")
async def health():
    return {"ready": True}


@app.post("/predict")
async def predict(row: Row):
    values = np.array([[getattr(row, name) for name in names]])
    return {"probability": float(booster.predict(values, num_threads=1)[0])}
