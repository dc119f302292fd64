"""Speaks to a server through tritonclient, unmodified, and prints what came back as JSON.

Usage: tritonclient_http.py <host:port> <model> <version>. The request's columns come as JSON on standard input:
{"name": {"datatype": "FP64" | "BYTES" | "BOOL", "data": [...]}}.
"""

import json
import sys

import numpy as np
import tritonclient.http as triton

NUMPY = {"FP64": np.float64, "BOOL": np.bool_, "BYTES": np.object_}


def tensors(columns, binary):
    for name, column in columns.items():
        values = np.array(column["data"], dtype=NUMPY[column["datatype"]])
        tensor = triton.InferInput(name, list(values.shape), column["datatype"])
        tensor.set_data_from_numpy(values, binary_data=binary)
        yield tensor


def plain(values):
    return [value.decode() if isinstance(value, bytes) else value for value in values.ravel().tolist()]


def repository(client, model, inputs):
    """Unloads the model, loads its second version only, and looks at what the server says in between."""
    told = {"index": client.get_model_repository_index()}
    client.unload_model(model)
    told["unloaded"] = client.is_model_ready(model)
    config = json.dumps({"version_policy": {"specific": {"versions": [2]}}})
    client.load_model(model, config=config)
    told["loaded"] = [client.is_model_ready(model), client.is_model_ready(model, "2")]
    before = client.get_inference_statistics(model, "2")
    client.infer(model, inputs, "2")
    told["statistics"] = [before, client.get_inference_statistics(model, "2")]
    told["everything"] = client.get_inference_statistics()
    try:
        client.load_model("nobody")
    except triton.InferenceServerException as error:
        told["nobody"] = str(error)
    return told


def main():
    url, model, version = sys.argv[1:]
    columns = json.load(sys.stdin)
    told = {}
    with triton.InferenceServerClient(url) as client:
        told["live"] = client.is_server_live()
        told["ready"] = client.is_server_ready()
        told["modelReady"] = client.is_model_ready(model)
        told["versionReady"] = client.is_model_ready(model, version)
        told["server"] = client.get_server_metadata()
        told["model"] = client.get_model_metadata(model, version)
        for kind, binary in (("json", False), ("binary", True)):
            wanted = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("prediction", "probabilities")]
            answer = client.infer(model, list(tensors(columns, binary)), version, wanted, request_id="seven")
            told[kind] = {
                "id": answer.get_response()["id"],
                "version": answer.get_response()["model_version"],
                "prediction": plain(answer.as_numpy("prediction")),
                "probabilities": plain(answer.as_numpy("probabilities")),
                "shape": list(answer.as_numpy("probabilities").shape),
            }
        everything = client.infer(model, list(tensors(columns, True)))
        told["outputs"] = [output["name"] for output in everything.get_response()["outputs"]]
        try:
            client.infer(model, list(tensors(columns, True))[1:])
        except triton.InferenceServerException as error:
            told["refused"] = str(error)
        told["repository"] = repository(client, model, list(tensors(columns, True)))
    json.dump(told, sys.stdout)


main()
