"""Speaks to a server through tritonclient over gRPC, unmodified, and prints what came back as JSON.

Usage: tritonclient_grpc.py <host:port> <model> <version>. The request's columns come as JSON on standard input:
{"name": {"datatype": "FP64" | "BYTES" | "BOOL", "data": [...]}}. `protocol` is what the client itself knows of the messages:
the number and the type of every field.
"""

import json
import sys

import numpy as np
import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2

NUMPY = {"FP64": np.float64, "BOOL": np.bool_, "BYTES": np.object_}


def tensors(columns):
    for name, column in columns.items():
        values = np.array(column["data"], dtype=NUMPY[column["datatype"]])
        tensor = triton.InferInput(name, list(values.shape), column["datatype"])
        tensor.set_data_from_numpy(values)
        yield tensor


def plain(values):
    return [value.decode() if isinstance(value, bytes) else value for value in values.ravel().tolist()]


def messages(found, kept):
    for message in found:
        if message.has_options and message.GetOptions().map_entry:
            continue
        for field in message.fields:
            of = field.message_type.full_name if field.message_type else ""
            kept[f"{message.full_name}.{field.name}"] = [field.number, field.type, of]
        messages(message.nested_types, kept)
    return kept


def repository(client, model, inputs):
    """Unloads the model, loads its second version only, and looks at what the server says in between."""
    told = {"index": client.get_model_repository_index(as_json=True)}
    client.unload_model(model)
    told["unloaded"] = client.is_model_ready(model)
    config = json.dumps({"version_policy": {"specific": {"versions": [2]}}})
    client.load_model(model, config=config)
    told["loaded"] = [client.is_model_ready(model), client.is_model_ready(model, "2")]
    before = client.get_inference_statistics(model, "2", as_json=True)
    client.infer(model, inputs, "2")
    told["statistics"] = [before, client.get_inference_statistics(model, "2", as_json=True)]
    told["everything"] = client.get_inference_statistics(as_json=True)
    try:
        client.load_model(model, files={"file:1/model.onnx": b"x"}, config="{}")
    except triton.InferenceServerException as error:
        told["files"] = str(error)
    try:
        client.load_model("nobody")
    except triton.InferenceServerException as error:
        told["nobody"] = str(error)
    return told


def main():
    url, model, version = sys.argv[1:]
    columns = json.load(sys.stdin)
    told = {"protocol": messages(service_pb2.DESCRIPTOR.message_types_by_name.values(), {})}
    with triton.InferenceServerClient(url) as client:
        told["live"] = client.is_server_live()
        told["ready"] = client.is_server_ready()
        told["modelReady"] = client.is_model_ready(model)
        told["versionReady"] = client.is_model_ready(model, version)
        told["server"] = client.get_server_metadata(as_json=True)
        told["model"] = client.get_model_metadata(model, version, as_json=True)
        wanted = [triton.InferRequestedOutput(name) for name in ("prediction", "probabilities")]
        answer = client.infer(model, list(tensors(columns)), version, wanted, request_id="seven")
        told["answer"] = {
            "id": answer.get_response().id,
            "version": answer.get_response().model_version,
            "prediction": plain(answer.as_numpy("prediction")),
            "probabilities": plain(answer.as_numpy("probabilities")),
            "shape": list(answer.as_numpy("probabilities").shape),
        }
        everything = client.infer(model, list(tensors(columns)))
        told["outputs"] = [output.name for output in everything.get_response().outputs]
        try:
            client.infer(model, list(tensors(columns))[1:])
        except triton.InferenceServerException as error:
            told["refused"] = [error.status(), error.message()]
        told["repository"] = repository(client, model, list(tensors(columns)))
    json.dump(told, sys.stdout)


main()
