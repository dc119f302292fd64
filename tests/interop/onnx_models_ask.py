"""Asks served ONNX models through tritonclient, unmodified, and prints what came back as JSON: {name: {json, binary, grpc}}.

Usage: onnx_models_ask.py <host:port> <gRPC host:port>. The models' tensors come on standard input as
{name: {input: {datatype, shape, data}}}; those that come back are {output: {datatype, shape, data}}.
"""

import json
import sys

import numpy as np
import tritonclient.grpc as over_grpc
import tritonclient.http as over_http
from tritonclient.utils import np_to_triton_dtype, triton_to_np_dtype


def inputs(client, feeds, **options):
    for name, feed in feeds.items():
        values = np.array(feed["data"], dtype=triton_to_np_dtype(feed["datatype"])).reshape(feed["shape"])
        tensor = client.InferInput(name, list(values.shape), feed["datatype"])
        tensor.set_data_from_numpy(values, **options)
        yield tensor


def plain(values):
    data = [value.decode() if isinstance(value, bytes) else value for value in values.ravel().tolist()]
    return {"datatype": np_to_triton_dtype(values.dtype), "shape": list(values.shape), "data": data}


def told(answer, names):
    return {name: plain(answer.as_numpy(name)) for name in names}


def main():
    http, grpc = over_http.InferenceServerClient(sys.argv[1]), over_grpc.InferenceServerClient(sys.argv[2])
    answers = {}
    for model, feeds in json.load(sys.stdin).items():
        names = [output["name"] for output in http.get_model_metadata(model)["outputs"] if output["name"] != "prediction_id"]
        answers[model] = {}
        for kind, binary in (("json", False), ("binary", True)):
            wanted = [over_http.InferRequestedOutput(name, binary_data=binary) for name in names]
            # The client writes NaN into JSON, which has no such word.
            if not binary and any(None in feed["data"] for feed in feeds.values()):
                continue
            asked = list(inputs(over_http, feeds, binary_data=binary))
            answers[model][kind] = told(http.infer(model, asked, outputs=wanted), names)
        answers[model]["grpc"] = told(grpc.infer(model, list(inputs(over_grpc, feeds))), names)
    json.dump(answers, sys.stdout)


main()
