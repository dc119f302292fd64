"""Makes ONNX models as people have them, and prints what ONNX Runtime says of some inputs.

Usage: onnx_models_make.py <folder> [scikit-learn | lightgbm | pytorch ...]. Prints {"models": {name: {file, classes, columns,
feeds, outputs}}, "refused": {name: file}, "absent": {family: why}} as JSON; a tensor is {datatype, shape, data} as the Open Inference Protocol writes it.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnxruntime

DATATYPES = {"float32": "FP32", "float64": "FP64", "int64": "INT64", "int32": "INT32", "bool": "BOOL", "object": "BYTES"}
folder = Path(sys.argv[1])
models = {}
# Files with operators that are not of the standard.
refused = {}


def tensor(values):
    values = np.asarray(values)
    if values.dtype.kind == "U":
        values = values.astype(object)
    # JSON has no other word for a number that is none.
    data = [None if value != value else value for value in values.ravel().tolist()]
    return {"datatype": DATATYPES[str(values.dtype)], "shape": list(values.shape), "data": data}


def keep(name, feeds, classes=(), columns=()):
    """What the runtime says of the file; a list of maps of probabilities becomes a matrix, its columns in the order of the classes."""
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx", providers=["CPUExecutionProvider"])
    outputs = {}
    for output, values in zip(session.get_outputs(), session.run(None, feeds)):
        if isinstance(values, list):
            values = np.array([list(one.values()) for one in values], dtype=np.float32)
        outputs[output.name] = tensor(values)
    models[name] = {
        "file": str(folder / f"{name}.onnx"),
        "classes": list(classes),
        "columns": list(columns),
        "feeds": {key: tensor(values) for key, values in feeds.items()},
        "outputs": outputs,
    }


def save(name, model):
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())


def scikit_learn():
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    rng = np.random.default_rng(0)
    cities = np.array(["Bern", "Graz", "Zürich", ""], dtype=object)[rng.integers(4, size=300)]
    plans = np.array(["free", "team"], dtype=object)[rng.integers(2, size=300)]
    ages, visits = rng.normal(40, 12, 300), rng.integers(0, 20, 300)
    columns = np.column_stack([cities, plans, ages, visits])
    leaves = np.where(ages / 10 + visits + 3 * (plans == "free") + rng.normal(size=300) > 15, "leaves", "stays")
    steps = [("texts", OneHotEncoder(handle_unknown="ignore"), [0, 1]), ("numbers", StandardScaler(), [2, 3])]
    churn = make_pipeline(ColumnTransformer(steps), LogisticRegression()).fit(columns, leaves)
    types = {
        "city": StringTensorType([None, 1]),
        "plan": StringTensorType([None, 1]),
        "age": FloatTensorType([None, 1]),
        "visits": Int64TensorType([None, 1]),
    }
    save("sklearn-pipeline", to_onnx(churn, initial_types=list(types.items()), target_opset=17))
    feeds = {
        "city": cities[:40, None],
        "plan": plans[:40, None],
        "age": ages[:40, None].astype(np.float32),
        "visits": visits[:40, None].astype(np.int64),
    }
    feeds["city"][0, 0] = "Atlantis"
    keep("sklearn-pipeline", feeds)

    X = rng.normal(size=(300, 4)).astype(np.float32)
    price = GradientBoostingRegressor(n_estimators=30, random_state=0).fit(X, X[:, 0] * 3 + np.abs(X[:, 1]))
    save("sklearn-boosting", to_onnx(price, X[:1], target_opset=17))
    keep("sklearn-boosting", {"X": X[:40]}, columns=["rooms", "area", "floor", "year"])

    words = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["good day", "bad day", "good", "bad"], [1, 0, 1, 0])
    save("sklearn-words", to_onnx(words, initial_types=[("text", StringTensorType([None]))], target_opset=17))
    refused["sklearn-words"] = str(folder / "sklearn-words.onnx")


def lightgbm():
    import lightgbm as gbm
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    rng = np.random.default_rng(1)
    X = rng.normal(size=(400, 5)).astype(np.float32)
    kinds = np.digitize(X[:, 0] + X[:, 1] * X[:, 2], [-0.5, 0.5])
    settings = {"n_estimators": 20, "num_leaves": 15, "verbose": -1, "random_state": 0}
    types = [("input", FloatTensorType([None, 5]))]
    rows = X[:40].copy()
    rows[::7, 1] = np.nan
    for name, model in (
        ("lightgbm-three", gbm.LGBMClassifier(**settings).fit(X, kinds)),
        ("lightgbm-two", gbm.LGBMClassifier(**settings).fit(X, (kinds > 0).astype(int))),
        ("lightgbm-number", gbm.LGBMRegressor(**settings).fit(X, X[:, 0] * 2 + X[:, 3])),
    ):
        save(name, convert_lightgbm(model, initial_types=types, target_opset=15))
        keep(name, {"input": rows}, classes=["low", "middle", "high"] if name == "lightgbm-three" else [])


def pytorch():
    import torch
    from torch import nn

    torch.manual_seed(0)

    def export(name, module, examples, inputs, free):
        """The exporter that traces, because it needs no package but onnx; both write such files."""
        axes = {key: {place: f"{key}_{place}" for place in places} for key, places in free.items()}
        torch.onnx.export(
            module.eval(),
            tuple(examples),
            folder / f"{name}.onnx",
            input_names=inputs,
            output_names=["scores"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )

    images = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4)
    )
    pixels = torch.randn(5, 3, 12, 10)
    export("torch-convolution", images, [pixels[:1]], ["image"], {"image": [0], "scores": [0]})
    keep("torch-convolution", {"image": pixels.numpy()})

    class Bag(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.score = nn.Embedding(50, 8), nn.Linear(8, 1)

        def forward(self, ids):
            return self.score(self.words(ids).mean(1))

    ids = torch.randint(50, (12, 6))
    export("torch-embedding", Bag(), [ids[:1]], ["ids"], {"ids": [0], "scores": [0]})
    keep("torch-embedding", {"ids": ids.numpy()})

    class Attention(nn.Module):
        """As Hugging Face writes it: the exporter follows shapes through it, and not through `nn.MultiheadAttention`."""

        def __init__(self, width, heads):
            super().__init__()
            self.heads, self.parts, self.out = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

        def forward(self, states, mask):
            rows, length, width = states.shape
            parts = self.parts(states).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
            query, key, value = parts[0], parts[1], parts[2]
            scores = query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5
            scores = scores + (1.0 - mask[:, None, None, :].float()) * -1e9
            mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(rows, length, width)
            return self.out(mixed)

    class Layer(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.attention, self.first, self.second = Attention(width, heads), nn.LayerNorm(width), nn.LayerNorm(width)
            self.dense = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

        def forward(self, states, mask):
            states = self.first(states + self.attention(states, mask))
            return self.second(states + self.dense(states))

    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.places = nn.Embedding(100, 16), nn.Embedding(64, 16)
            self.layers, self.score = nn.ModuleList([Layer(16, 4), Layer(16, 4)]), nn.Linear(16, 3)

        def forward(self, input_ids, attention_mask):
            states = self.words(input_ids) + self.places(torch.arange(input_ids.shape[1]))
            for layer in self.layers:
                states = layer(states, attention_mask)
            shares = attention_mask.unsqueeze(-1) / attention_mask.sum(1, keepdim=True).clamp(min=1).unsqueeze(-1)
            return self.score((states * shares).sum(1))

    tokens = torch.randint(100, (4, 9))
    mask = (torch.arange(9) < torch.tensor([[9], [5], [7], [1]])).long()
    free = {"input_ids": [0, 1], "attention_mask": [0, 1], "scores": [0]}
    export("torch-encoder", Encoder(), [tokens[:2, :5], mask[:2, :5]], ["input_ids", "attention_mask"], free)
    keep("torch-encoder", {"input_ids": tokens.numpy(), "attention_mask": mask.numpy()})


families = {"scikit-learn": scikit_learn, "lightgbm": lightgbm, "pytorch": pytorch}
absent = {}
warnings.simplefilter("ignore")
for family in sys.argv[2:]:
    try:
        families[family]()
    except ModuleNotFoundError as error:
        absent[family] = str(error)
json.dump({"models": models, "refused": refused, "absent": absent}, sys.stdout)
