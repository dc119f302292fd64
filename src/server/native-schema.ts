/** What `GET /v1/models/{name}` says about the processes of an ONNX model. */

const whole = (description: string) => ({ type: 'integer', description });

const properties = {
  processes: whole('Processes that are alive; more are started up to the number that is set.'),
  mostProcesses: whole('Processes at most.'),
  threads: whole('Of one call.'),
  memoryBytes: whole('Bytes that a process may allocate.'),
  queue: whole('Requests that wait at most.'),
  callMs: whole('Time of one call; absent: what its request has left.'),
  recycleCalls: whole('Calls after which another process takes over.'),
  batchRows: whole('Rows of different requests that run together at most; absent: each request runs alone.'),
  calls: whole('Calls of the graph so far.'),
  requests: whole('Requests that were answered in them.'),
  waiting: whole('Requests that wait now.'),
  problem: { type: 'string', description: 'Why it does not answer now.' },
};

export const nativeAnswer = {
  type: 'object',
  description:
    'How an ONNX model runs in the process that answers this; absent for others, and while it is not loaded.',
  required: ['processes', 'mostProcesses', 'threads', 'memoryBytes', 'queue', 'calls', 'requests', 'waiting'],
  properties,
  additionalProperties: false,
};
