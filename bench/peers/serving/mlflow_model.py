"""Saves the model as MLflow wants it: mlflow_model.py <lightgbm.txt> <folder>."""
import sys

import lightgbm
import mlflow.lightgbm

mlflow.lightgbm.save_model(lightgbm.Booster(model_file=sys.argv[1]), sys.argv[2])
