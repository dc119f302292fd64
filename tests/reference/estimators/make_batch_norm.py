"""Batch normalisation of small matrices by the reference implementation of ONNX: python3 make_batch_norm.py > batch-norm.json"""
import json
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

names = ["values", "gains", "shifts", "means", "variances"]
node = helper.make_node(
    "BatchNormalization",
    names,
    ["normalised", "followed_means", "followed_variances"],
    epsilon=1e-5,
    momentum=0.9,
    training_mode=1,
)
inputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in names]
outputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in node.output]
model = helper.make_model(helper.make_graph([node], "norm", inputs, outputs))
evaluator = ReferenceEvaluator(model)

random = np.random.default_rng(7)
cases = []
for rows, columns in [(8, 8), (5, 16), (32, 8)]:
    values = np.maximum(0, random.normal(0.2, 1.5, (rows, columns))).round(3)
    values[:, 3] = 0.75
    given = {
        "values": values,
        "gains": random.uniform(0.5, 2, columns).round(3),
        "shifts": random.normal(0, 1, columns).round(3),
        "means": random.normal(0, 1, columns).round(3),
        "variances": random.uniform(0.1, 3, columns).round(3),
    }
    found = dict(zip(node.output, evaluator.run(None, given)))
    cases.append({"rows": rows, "columns": columns, **{k: v.ravel().tolist() for k, v in {**given, **found}.items()}})

json.dump({"versions": {"onnx": onnx.__version__, "numpy": np.__version__}, "cases": cases}, sys.stdout, indent=1)
print()
