/** What the server measures about itself, in the Prometheus text format. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, type MetricObject, Registry } from 'prom-client';
import type { AnsweredCall } from '../native/runtime/pool-figures.ts';
import type { AdmissionFigures } from '../serve/admission/admission.ts';
import type { CacheFigures } from '../serve/answer-cache/remembered-answers.ts';
import type { CircuitFigures } from '../serve/fallback/fallback-predictor.ts';
import type { NativeVersion } from '../serve/resolver.ts';
import { admissionMetrics } from './admission-metrics.ts';
import { answerMetrics } from './answer-metrics.ts';
import { cacheMetrics } from './cache-metrics.ts';
import { fallbackMetrics } from './fallback-metrics.ts';
import type { WebhookResult } from './jobs/webhook-runner.ts';
import { nativeMetrics } from './native-metrics.ts';
import type { CutReason } from './sending/unsent-answers.ts';
import { webhookMetrics } from './webhook-metrics.ts';

/** Figures that are read when somebody asks for them. */
export interface MetricSources {
  readonly admission: () => readonly AdmissionFigures[];
  readonly caches: () => readonly CacheFigures[];
  readonly circuits: () => readonly CircuitFigures[];
  readonly natives: () => readonly NativeVersion[];
  readonly droppedEvents: () => number;
  readonly droppedLines: () => number;
  readonly loadedModels: () => number;
  readonly loadedBytes: () => number;
  readonly servingProblems: () => number;
}

export interface ServerMetrics {
  /** One answered request; `route` is the pattern, never what the client sent, so the number of series is bounded. */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /** One call over gRPC; `method` is one that the server has, such as `/inference.GRPCInferenceService/ModelInfer`. */
  observeCall(method: string, status: string, seconds: number): void;
  countPredictions(model: string, version: number, rows: number): void;
  countLabels(accepted: number, unknown: number): void;
  /** One request that something else answered in place of the version that was chosen. */
  countFallback(model: string, fallback: string): void;
  /** Something that a caller may not do, or not so often; `code` is that of the error. */
  countRefusal(code: string): void;
  /** One call of a model in processes of its own. */
  countNativeCall(model: string, call: AnsweredCall): void;
  /** Attempts to tell a webhook, one unless said otherwise; names are those that the project declares. */
  countWebhook(webhook: string, result: WebhookResult, times?: number): void;
  /** One answer that its client did not take, and that was cut off. */
  countCutAnswer(reason: CutReason): void;
  /** Everything, with the rule by which the figures of several processes become one. */
  snapshot(): Promise<readonly MetricObject[]>;
  /** Stops watching the event loop. */
  close(): void;
}

const nanoseconds = 1e-9;
const lag = 'delay of the event loop since the last reading.';
/** Versions that have a series of their own; those beyond are counted together. */
const mostVersions = 1_000;
const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Opens a registry of its own, so that several servers of one process do not mix. */
export function openMetrics(sources: MetricSources): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'modelwright_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers,
  });
  const calls = new Histogram({
    name: 'modelwright_grpc_call_duration_seconds',
    help: 'Time from the arrival of a gRPC call to its status.',
    labelNames: ['method', 'status'],
    buckets: secondsBuckets,
    registers,
  });
  const predictions = new Counter({
    name: 'modelwright_predictions_total',
    help: 'Rows answered, by model and version.',
    labelNames: ['model', 'version'],
    registers,
  });
  const versions = new Set<string>();
  const labels = new Counter({
    name: 'modelwright_labels_total',
    help: 'Labels received: accepted, or unknown because no prediction of that id was logged.',
    labelNames: ['result'],
    registers,
  });
  const refusals = new Counter({
    name: 'modelwright_access_refused_total',
    help: 'Requests refused because of who asked, by the code of the error.',
    labelNames: ['code'],
    registers,
  });
  counter(
    'modelwright_prediction_log_dropped_total',
    'Prediction events that could not be kept since this process started.',
    sources.droppedEvents,
  );
  admissionMetrics(registry, sources.admission);
  cacheMetrics(registry, sources.caches);
  const countNativeCall = nativeMetrics(registry, sources.natives);
  const fallbacks = fallbackMetrics(registry, sources.circuits);
  const webhooks = webhookMetrics(registry);
  const cutAnswers = answerMetrics(registry);
  counter(
    'modelwright_log_lines_dropped_total',
    'Lines of the log that were left out because nobody took them.',
    sources.droppedLines,
  );
  greatest('modelwright_models_loaded', 'Models in memory.', sources.loadedModels);
  greatest('modelwright_models_loaded_bytes', 'Bytes of their artifacts.', sources.loadedBytes);
  greatest('modelwright_serving_problems', 'Names that do not answer as the registry says; see /healthz/ready.', () =>
    sources.servingProblems(),
  );
  gauge('process_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss());
  gauge('process_heap_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed);
  counter('process_cpu_seconds_total', 'CPU time of the process, user and system.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  // Read in this order: the last starts the next span of time.
  greatest('modelwright_event_loop_lag_p50_seconds', `Median ${lag}`, () => lagOf(loop.percentile(50)));
  greatest('modelwright_event_loop_lag_p99_seconds', `99th percentile of the ${lag}`, () => lagOf(loop.percentile(99)));
  greatest('modelwright_event_loop_lag_max_seconds', `Longest ${lag}`, () => {
    const longest = lagOf(loop.max);
    loop.reset();
    return longest;
  });

  function lagOf(read: number): number {
    return loop.count === 0 ? 0 : read * nanoseconds;
  }

  function counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  /** What several processes have together. */
  function gauge(name: string, help: string, read: () => number): void {
    addGauge(name, help, 'sum', read);
  }

  /** What is as bad as it is in the worst of several processes. */
  function greatest(name: string, help: string, read: () => number): void {
    addGauge(name, help, 'max', read);
  }

  function addGauge(name: string, help: string, aggregator: 'sum' | 'max', read: () => number): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  return {
    observeRequest: (method, route, status, seconds) => requests.labels(method, route, String(status)).observe(seconds),
    observeCall: (method, status, seconds) => calls.labels(method, status).observe(seconds),
    countPredictions(model, version, rows) {
      const series = `${model}@${version}`;
      if (!versions.has(series) && versions.size >= mostVersions) return predictions.labels('other', 'other').inc(rows);
      versions.add(series);
      predictions.labels(model, String(version)).inc(rows);
    },
    countLabels(accepted, unknown) {
      labels.labels('accepted').inc(accepted);
      labels.labels('unknown').inc(unknown);
    },
    countRefusal: (code) => refusals.labels(code).inc(),
    countFallback: (model, fallback) => fallbacks.labels(model, fallback).inc(),
    countNativeCall,
    countWebhook: (webhook, result, times = 1) => webhooks.labels(webhook, result).inc(times),
    countCutAnswer: (reason) => cutAnswers.labels(reason).inc(),
    snapshot: () => registry.getMetricsAsJSON(),
    close: () => void loop.disable(),
  };
}
