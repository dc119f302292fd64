/** The entry of the worker threads of an objective: loads the module once, and runs one trial at a time. */
import { receiveMessageOnPort } from 'node:worker_threads';
import { createJiti } from 'jiti';
import type {
  CallAnswer,
  CallChannel,
  Described,
  DescribeTask,
  TrialCall,
  TrialReply,
  TrialTask,
} from './objective-task.ts';
import { problemOf, runObjective } from './run-objective.ts';
import { type Objective, runningTrial } from './running-trial.ts';
import type { ParameterValue } from './space.ts';

// Standard output belongs to the answer of the command.
process.stdout.write = process.stderr.write.bind(process.stderr);

const jiti = createJiti(import.meta.url);
/** What else a module may export; see `ObjectiveModule`. */
const described = ['space', 'direction', 'directions', 'constraints', 'sampler', 'pruner', 'first'];

export default async function run(task: DescribeTask | TrialTask): Promise<Described | TrialReply> {
  try {
    const exports = await jiti.import<Record<string, unknown>>(task.module);
    const { objective } = exports;
    if (typeof objective !== 'function') return { problem: 'it must export a function "objective"' };
    if (task.kind === 'trial') return await runTrial(task, objective as Objective);
    const given = described.filter((name) => exports[name] !== undefined);
    return { exports: structuredClone(Object.fromEntries(given.map((name) => [name, exports[name]]))) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

async function runTrial({ number, params, seed, channel }: TrialTask, objective: Objective): Promise<TrialReply> {
  const call = (...given: TrialCall) => ask(channel, given);
  const trial = runningTrial({ number, params }, seed, new AbortController().signal, {
    suggest: (name, parameter) => call('suggest', name, parameter) as ParameterValue,
    report: (step, value) => void call('report', step, value),
    shouldPrune: () => call('shouldPrune') === true,
    setAttribute: (name, value) => void call('setAttribute', name, value),
    setConstraints: (values) => void call('setConstraints', values),
  });
  try {
    return await runObjective(objective, trial);
  } finally {
    channel.port.close();
  }
}

function ask({ port, answered }: CallChannel, call: TrialCall): ParameterValue | undefined {
  Atomics.store(answered, 0, 0);
  port.postMessage(call);
  Atomics.wait(answered, 0, 0);
  const { message } = receiveMessageOnPort(port) as { readonly message: CallAnswer };
  if ('problem' in message) throw new Error(message.problem);
  return message.value;
}
