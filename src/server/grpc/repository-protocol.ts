/** The messages of Triton's extensions for repositories and statistics, as reflection shows them. */
import type { ProtoFile } from './proto-file.ts';

const sum = (name: string, field: number) => `StatisticDuration ${name} = ${field}`;
const computed = (from: number) =>
  ['compute_input', 'compute_infer', 'compute_output'].map((name, i) => sum(name, from + i));
const parameters = 'map<string, ModelRepositoryParameter> parameters = 3';

export const repositoryMessages: ProtoFile['messages'] = {
  ModelStatisticsRequest: ['string name = 1', 'string version = 2'],
  ModelStatisticsResponse: ['repeated ModelStatistics model_stats = 1'],
  ModelStatistics: [
    'string name = 1',
    'string version = 2',
    'uint64 last_inference = 3',
    'uint64 inference_count = 4',
    'uint64 execution_count = 5',
    'InferStatistics inference_stats = 6',
    'repeated InferBatchStatistics batch_stats = 7',
  ],
  InferStatistics: [
    sum('success', 1),
    sum('fail', 2),
    sum('queue', 3),
    ...computed(4),
    sum('cache_hit', 7),
    sum('cache_miss', 8),
  ],
  InferBatchStatistics: ['uint64 batch_size = 1', ...computed(2)],
  StatisticDuration: ['uint64 count = 1', 'uint64 ns = 2'],
  RepositoryIndexRequest: ['string repository_name = 1', 'bool ready = 2'],
  RepositoryIndexResponse: ['repeated RepositoryIndexResponse.ModelIndex models = 1'],
  'RepositoryIndexResponse.ModelIndex': [
    'string name = 1',
    'string version = 2',
    'string state = 3',
    'string reason = 4',
  ],
  RepositoryModelLoadRequest: ['string repository_name = 1', 'string model_name = 2', parameters],
  RepositoryModelLoadResponse: [],
  RepositoryModelUnloadRequest: ['string repository_name = 1', 'string model_name = 2', parameters],
  RepositoryModelUnloadResponse: [],
  ModelRepositoryParameter: [
    'oneof parameter_choice: bool bool_param = 1',
    'oneof parameter_choice: int64 int64_param = 2',
    'oneof parameter_choice: string string_param = 3',
    'oneof parameter_choice: bytes bytes_param = 4',
  ],
};

export const repositoryMethods = ['ModelStatistics', 'RepositoryIndex', 'RepositoryModelLoad', 'RepositoryModelUnload'];
