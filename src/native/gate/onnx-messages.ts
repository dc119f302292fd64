/** The messages of an ONNX file (version 1.20 of the standard) as the gate walks them: which fields each has, and of what kind. */

/** What the elements of a field are on the wire; the last three may be packed. */
export type Scalar = 'varint' | 'text' | 'bytes' | 'float' | 'varints' | 'floats' | 'doubles';

export interface Field {
  readonly name: string;
  /** A scalar, or the name of the message that the field holds. */
  readonly kind: Scalar | MessageName;
  /** Fields that are not repeated; twice the same would be merged by some readers and replaced by others. */
  readonly once: boolean;
}

export type Fields = ReadonlyMap<number, Field>;

type Entry = readonly [number: number, name: string, kind: Scalar | MessageName];

const once = (...entries: readonly Entry[]) =>
  entries.map(([n, name, kind]) => [n, { name, kind, once: true }] as const);
const many = (...entries: readonly Entry[]) =>
  entries.map(([n, name, kind]) => [n, { name, kind, once: false }] as const);
const fields = (...groups: readonly (readonly (readonly [number, Field])[])[]): Fields => new Map(groups.flat());

export type MessageName =
  | 'ModelProto'
  | 'OperatorSetIdProto'
  | 'StringStringEntryProto'
  | 'TrainingInfoProto'
  | 'FunctionProto'
  | 'DeviceConfigurationProto'
  | 'GraphProto'
  | 'NodeProto'
  | 'NodeDeviceConfigurationProto'
  | 'ShardingSpecProto'
  | 'IntIntListEntryProto'
  | 'ShardedDimProto'
  | 'SimpleShardedDimProto'
  | 'AttributeProto'
  | 'TensorProto'
  | 'Segment'
  | 'SparseTensorProto'
  | 'TensorAnnotation'
  | 'ValueInfoProto'
  | 'TypeProto'
  | 'TensorType'
  | 'SequenceType'
  | 'MapType'
  | 'OpaqueType'
  | 'TensorShapeProto'
  | 'Dimension';

export const onnxMessages: Readonly<Record<MessageName, Fields>> = {
  ModelProto: fields(
    once([1, 'ir_version', 'varint'], [2, 'producer_name', 'text'], [3, 'producer_version', 'text']),
    once([4, 'domain', 'text'], [5, 'model_version', 'varint'], [6, 'doc_string', 'text'], [7, 'graph', 'GraphProto']),
    many([8, 'opset_import', 'OperatorSetIdProto'], [14, 'metadata_props', 'StringStringEntryProto']),
    many([20, 'training_info', 'TrainingInfoProto'], [25, 'functions', 'FunctionProto']),
    many([26, 'configuration', 'DeviceConfigurationProto']),
  ),
  OperatorSetIdProto: fields(once([1, 'domain', 'text'], [2, 'version', 'varint'])),
  StringStringEntryProto: fields(once([1, 'key', 'text'], [2, 'value', 'text'])),
  TrainingInfoProto: fields(
    once([1, 'initialization', 'GraphProto'], [2, 'algorithm', 'GraphProto']),
    many([3, 'initialization_binding', 'StringStringEntryProto'], [4, 'update_binding', 'StringStringEntryProto']),
  ),
  FunctionProto: fields(
    once([1, 'name', 'text'], [8, 'doc_string', 'text'], [10, 'domain', 'text'], [13, 'overload', 'text']),
    many([4, 'input', 'text'], [5, 'output', 'text'], [6, 'attribute', 'text']),
    many(
      [11, 'attribute_proto', 'AttributeProto'],
      [7, 'node', 'NodeProto'],
      [9, 'opset_import', 'OperatorSetIdProto'],
    ),
    many([12, 'value_info', 'ValueInfoProto'], [14, 'metadata_props', 'StringStringEntryProto']),
  ),
  DeviceConfigurationProto: fields(
    once([1, 'name', 'text'], [2, 'num_devices', 'varint']),
    many([3, 'device', 'text']),
  ),
  GraphProto: fields(
    once([2, 'name', 'text'], [10, 'doc_string', 'text']),
    many([1, 'node', 'NodeProto'], [5, 'initializer', 'TensorProto'], [15, 'sparse_initializer', 'SparseTensorProto']),
    many([11, 'input', 'ValueInfoProto'], [12, 'output', 'ValueInfoProto'], [13, 'value_info', 'ValueInfoProto']),
    many([14, 'quantization_annotation', 'TensorAnnotation'], [16, 'metadata_props', 'StringStringEntryProto']),
  ),
  NodeProto: fields(
    once([3, 'name', 'text'], [4, 'op_type', 'text'], [6, 'doc_string', 'text'], [7, 'domain', 'text']),
    once([8, 'overload', 'text']),
    many([1, 'input', 'text'], [2, 'output', 'text'], [5, 'attribute', 'AttributeProto']),
    many([9, 'metadata_props', 'StringStringEntryProto']),
    many([10, 'device_configurations', 'NodeDeviceConfigurationProto']),
  ),
  NodeDeviceConfigurationProto: fields(
    once([1, 'configuration_id', 'text'], [3, 'pipeline_stage', 'varint']),
    many([2, 'sharding_spec', 'ShardingSpecProto']),
  ),
  ShardingSpecProto: fields(
    once([1, 'tensor_name', 'text']),
    many([2, 'device', 'varints'], [3, 'index_to_device_group_map', 'IntIntListEntryProto']),
    many([4, 'sharded_dim', 'ShardedDimProto']),
  ),
  IntIntListEntryProto: fields(once([1, 'key', 'varint']), many([2, 'value', 'varints'])),
  ShardedDimProto: fields(once([1, 'axis', 'varint']), many([2, 'simple_sharding', 'SimpleShardedDimProto'])),
  SimpleShardedDimProto: fields(
    once([1, 'dim_value', 'varint'], [2, 'dim_param', 'text'], [3, 'num_shards', 'varint']),
  ),
  AttributeProto: fields(
    once([1, 'name', 'text'], [2, 'f', 'float'], [3, 'i', 'varint'], [4, 's', 'bytes'], [5, 't', 'TensorProto']),
    once([6, 'g', 'GraphProto'], [13, 'doc_string', 'text'], [14, 'tp', 'TypeProto'], [20, 'type', 'varint']),
    once([21, 'ref_attr_name', 'text'], [22, 'sparse_tensor', 'SparseTensorProto']),
    many([7, 'floats', 'floats'], [8, 'ints', 'varints'], [9, 'strings', 'bytes'], [10, 'tensors', 'TensorProto']),
    many([11, 'graphs', 'GraphProto'], [15, 'type_protos', 'TypeProto'], [23, 'sparse_tensors', 'SparseTensorProto']),
  ),
  TensorProto: fields(
    once([2, 'data_type', 'varint'], [3, 'segment', 'Segment'], [8, 'name', 'text'], [9, 'raw_data', 'bytes']),
    once([12, 'doc_string', 'text'], [14, 'data_location', 'varint']),
    many(
      [1, 'dims', 'varints'],
      [4, 'float_data', 'floats'],
      [5, 'int32_data', 'varints'],
      [6, 'string_data', 'bytes'],
    ),
    many([7, 'int64_data', 'varints'], [10, 'double_data', 'doubles'], [11, 'uint64_data', 'varints']),
    many([13, 'external_data', 'StringStringEntryProto'], [16, 'metadata_props', 'StringStringEntryProto']),
  ),
  Segment: fields(once([1, 'begin', 'varint'], [2, 'end', 'varint'])),
  SparseTensorProto: fields(
    once([1, 'values', 'TensorProto'], [2, 'indices', 'TensorProto']),
    many([3, 'dims', 'varints']),
  ),
  TensorAnnotation: fields(
    once([1, 'tensor_name', 'text']),
    many([2, 'quant_parameter_tensor_names', 'StringStringEntryProto']),
  ),
  ValueInfoProto: fields(
    once([1, 'name', 'text'], [2, 'type', 'TypeProto'], [3, 'doc_string', 'text']),
    many([4, 'metadata_props', 'StringStringEntryProto']),
  ),
  TypeProto: fields(
    once([1, 'tensor_type', 'TensorType'], [4, 'sequence_type', 'SequenceType'], [5, 'map_type', 'MapType']),
    once([6, 'denotation', 'text'], [7, 'opaque_type', 'OpaqueType'], [8, 'sparse_tensor_type', 'TensorType']),
    once([9, 'optional_type', 'SequenceType']),
  ),
  TensorType: fields(once([1, 'elem_type', 'varint'], [2, 'shape', 'TensorShapeProto'])),
  SequenceType: fields(once([1, 'elem_type', 'TypeProto'])),
  MapType: fields(once([1, 'key_type', 'varint'], [2, 'value_type', 'TypeProto'])),
  OpaqueType: fields(once([1, 'domain', 'text'], [2, 'name', 'text'])),
  TensorShapeProto: fields(many([1, 'dim', 'Dimension'])),
  Dimension: fields(once([1, 'dim_value', 'varint'], [2, 'dim_param', 'text'], [3, 'denotation', 'text'])),
};
