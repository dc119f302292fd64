/** The protocols that the server speaks over gRPC, as reflection shows them. */
import type { ProtoFile } from './proto-file.ts';
import { repositoryMessages, repositoryMethods } from './repository-protocol.ts';

const methods = ['ServerLive', 'ServerReady', 'ModelReady', 'ServerMetadata', 'ModelMetadata', 'ModelInfer'];

/** The Open Inference Protocol (v2), with Triton's extensions. */
export const inferenceProtocol: ProtoFile = {
  name: 'open_inference_grpc.proto',
  package: 'inference',
  messages: {
    ServerLiveRequest: [],
    ServerLiveResponse: ['bool live = 1'],
    ServerReadyRequest: [],
    ServerReadyResponse: ['bool ready = 1'],
    ModelReadyRequest: ['string name = 1', 'string version = 2'],
    ModelReadyResponse: ['bool ready = 1'],
    ServerMetadataRequest: [],
    ServerMetadataResponse: ['string name = 1', 'string version = 2', 'repeated string extensions = 3'],
    ModelMetadataRequest: ['string name = 1', 'string version = 2'],
    ModelMetadataResponse: [
      'string name = 1',
      'repeated string versions = 2',
      'string platform = 3',
      'repeated ModelMetadataResponse.TensorMetadata inputs = 4',
      'repeated ModelMetadataResponse.TensorMetadata outputs = 5',
    ],
    'ModelMetadataResponse.TensorMetadata': ['string name = 1', 'string datatype = 2', 'repeated int64 shape = 3'],
    ModelInferRequest: [
      'string model_name = 1',
      'string model_version = 2',
      'string id = 3',
      'map<string, InferParameter> parameters = 4',
      'repeated ModelInferRequest.InferInputTensor inputs = 5',
      'repeated ModelInferRequest.InferRequestedOutputTensor outputs = 6',
      'repeated bytes raw_input_contents = 7',
    ],
    'ModelInferRequest.InferInputTensor': [
      'string name = 1',
      'string datatype = 2',
      'repeated int64 shape = 3',
      'map<string, InferParameter> parameters = 4',
      'InferTensorContents contents = 5',
    ],
    'ModelInferRequest.InferRequestedOutputTensor': ['string name = 1', 'map<string, InferParameter> parameters = 2'],
    ModelInferResponse: [
      'string model_name = 1',
      'string model_version = 2',
      'string id = 3',
      'map<string, InferParameter> parameters = 4',
      'repeated ModelInferResponse.InferOutputTensor outputs = 5',
      'repeated bytes raw_output_contents = 6',
    ],
    'ModelInferResponse.InferOutputTensor': [
      'string name = 1',
      'string datatype = 2',
      'repeated int64 shape = 3',
      'map<string, InferParameter> parameters = 4',
      'InferTensorContents contents = 5',
    ],
    InferParameter: [
      'oneof parameter_choice: bool bool_param = 1',
      'oneof parameter_choice: int64 int64_param = 2',
      'oneof parameter_choice: string string_param = 3',
      'oneof parameter_choice: double double_param = 4',
      'oneof parameter_choice: uint64 uint64_param = 5',
    ],
    InferTensorContents: [
      'repeated bool bool_contents = 1',
      'repeated int32 int_contents = 2',
      'repeated int64 int64_contents = 3',
      'repeated uint32 uint_contents = 4',
      'repeated uint64 uint64_contents = 5',
      'repeated float fp32_contents = 6',
      'repeated double fp64_contents = 7',
      'repeated bytes bytes_contents = 8',
    ],
    ...repositoryMessages,
  },
  services: {
    GRPCInferenceService: Object.fromEntries(
      [...methods, ...repositoryMethods].map((method) => [method, [`${method}Request`, `${method}Response`]] as const),
    ),
  },
};

export const healthProtocol: ProtoFile = {
  name: 'grpc_health_v1.proto',
  package: 'grpc.health.v1',
  messages: {
    HealthCheckRequest: ['string service = 1'],
    HealthCheckResponse: ['HealthCheckResponse.ServingStatus status = 1'],
  },
  enums: { 'HealthCheckResponse.ServingStatus': ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] },
  services: {
    Health: {
      Check: ['HealthCheckRequest', 'HealthCheckResponse'],
      Watch: ['HealthCheckRequest', 'stream HealthCheckResponse'],
    },
  },
};

/** Packages of reflection: the one of today, and the one that older tools ask for. */
export const reflectionPackages = ['grpc.reflection.v1', 'grpc.reflection.v1alpha'] as const;

export function reflectionProtocol(packageName: (typeof reflectionPackages)[number]): ProtoFile {
  return {
    name: `${packageName.replaceAll('.', '_')}.proto`,
    package: packageName,
    messages: {
      ServerReflectionRequest: [
        'string host = 1',
        'oneof message_request: string file_by_filename = 3',
        'oneof message_request: string file_containing_symbol = 4',
        'oneof message_request: ExtensionRequest file_containing_extension = 5',
        'oneof message_request: string all_extension_numbers_of_type = 6',
        'oneof message_request: string list_services = 7',
      ],
      ExtensionRequest: ['string containing_type = 1', 'int32 extension_number = 2'],
      ServerReflectionResponse: [
        'string valid_host = 1',
        'ServerReflectionRequest original_request = 2',
        'oneof message_response: FileDescriptorResponse file_descriptor_response = 4',
        'oneof message_response: ExtensionNumberResponse all_extension_numbers_response = 5',
        'oneof message_response: ListServiceResponse list_services_response = 6',
        'oneof message_response: ErrorResponse error_response = 7',
      ],
      FileDescriptorResponse: ['repeated bytes file_descriptor_proto = 1'],
      ExtensionNumberResponse: ['string base_type_name = 1', 'repeated int32 extension_number = 2'],
      ListServiceResponse: ['repeated ServiceResponse service = 1'],
      ServiceResponse: ['string name = 1'],
      ErrorResponse: ['int32 error_code = 1', 'string error_message = 2'],
    },
    services: {
      ServerReflection: { ServerReflectionInfo: ['stream ServerReflectionRequest', 'stream ServerReflectionResponse'] },
    },
  };
}
