/** What the processes of ONNX models do: how many rows run together, how long requests wait for them, and how they end. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AnsweredCall, PoolFigures } from '../native/runtime/pool-figures.ts';
import type { NativeVersion } from '../serve/resolver.ts';

const rowBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** Models that have series of their own; those beyond are counted together. */
const mostModels = 1_000;

/** Adds the figures to a registry, and says where calls are to be told. */
export function nativeMetrics(
  registry: Registry,
  natives: () => readonly NativeVersion[],
): (model: string, call: AnsweredCall) => void {
  const registers = [registry];
  const byModel = { labelNames: ['model'], registers };
  const rows = new Histogram({
    name: 'modelwright_native_call_rows',
    help: 'Rows of each call of a model in processes of its own.',
    buckets: rowBuckets,
    ...byModel,
  });
  const requests = new Histogram({
    name: 'modelwright_native_call_requests',
    help: 'Requests that were answered in one call.',
    buckets: rowBuckets,
    ...byModel,
  });
  const waits = new Histogram({
    name: 'modelwright_native_wait_seconds',
    help: 'Time that requests waited for a process and for company.',
    buckets: secondsBuckets,
    ...byModel,
  });
  const ofVersions = { labelNames: ['model', 'version'], registers };
  const eachOf = (inc: (labels: Record<string, string>, figures: PoolFigures) => void) => {
    for (const { version, native } of natives()) {
      inc({ model: version.name, version: String(version.version) }, native.figures);
    }
  };
  const gauge = (name: string, help: string, field: 'waiting' | 'processes') =>
    new Gauge({
      name,
      help,
      ...ofVersions,
      collect() {
        this.reset();
        eachOf((labels, figures) => this.set(labels, figures[field]));
      },
    });
  gauge('modelwright_native_processes', 'Processes that are alive.', 'processes');
  gauge('modelwright_native_waiting', 'Requests that wait for a process.', 'waiting');
  new Counter({
    name: 'modelwright_native_process_ends_total',
    help: 'Processes that ended: by themselves or killed for their slowness (died), replaced after much work (recycled).',
    labelNames: ['model', 'version', 'reason'],
    registers,
    collect() {
      this.reset();
      eachOf((labels, { deaths, recycled }) => {
        this.inc({ ...labels, reason: 'died' }, deaths);
        this.inc({ ...labels, reason: 'recycled' }, recycled);
      });
    },
  });
  const models = new Set<string>();
  return (name, call) => {
    const model = models.has(name) || models.size < mostModels ? name : 'other';
    models.add(model);
    rows.labels(model).observe(call.rows);
    requests.labels(model).observe(call.waitsMs.length);
    for (const ms of call.waitsMs) waits.labels(model).observe(ms / 1000);
  };
}
