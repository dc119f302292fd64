"""A LightGBM model of numbers as ONNX, so that onnxruntime runs the very trees that LightGBM runs."""
import numpy as np
from onnx import TensorProto, helper


def to_onnx(model):
    """A graph of one TreeEnsembleRegressor: rows `x` of float32 to raw scores. Thresholds are rounded down to float32."""
    nodes = {
        name: []
        for name in "treeids nodeids featureids modes values truenodeids falsenodeids missing_value_tracks_true".split()
    }
    targets = {name: [] for name in "treeids nodeids ids weights".split()}
    dumped = model.dump_model()
    for tree in dumped["tree_info"]:
        add_tree(tree["tree_index"], tree["tree_structure"], nodes, targets)
    attributes = {f"nodes_{name}": values for name, values in nodes.items()}
    attributes.update({f"target_{name}": values for name, values in targets.items()})
    node = helper.make_node(
        "TreeEnsembleRegressor", ["x"], ["score"], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM", **attributes
    )
    width = dumped["max_feature_idx"] + 1
    graph = helper.make_graph(
        [node],
        "trees",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def add_tree(tree, root, nodes, targets):
    count = 0

    def add(node):
        nonlocal count
        here, place = count, len(nodes["nodeids"])
        count += 1
        is_leaf = "leaf_value" in node
        for name, value in dict(
            treeids=tree,
            nodeids=here,
            featureids=0 if is_leaf else node["split_feature"],
            modes="LEAF" if is_leaf else "BRANCH_LEQ",
            values=0.0 if is_leaf else rounded_down(node["threshold"]),
            truenodeids=0,
            falsenodeids=0,
            missing_value_tracks_true=0 if is_leaf else int(node["default_left"]),
        ).items():
            nodes[name].append(value)
        if is_leaf:
            for name, value in dict(treeids=tree, nodeids=here, ids=0, weights=node["leaf_value"]).items():
                targets[name].append(value)
        else:
            nodes["truenodeids"][place] = add(node["left_child"])
            nodes["falsenodeids"][place] = add(node["right_child"])
        return here

    add(root)


def rounded_down(threshold):
    single = np.float32(threshold)
    return float(single if single <= threshold else np.nextafter(single, np.float32(-np.inf)))
