/**
 * Sends spans to a collector through the OpenTelemetry SDK, which is a package of its own. Where to and how is said by the environment,
 * as everywhere with OpenTelemetry: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`, `OTEL_SERVICE_NAME` and their like.
 */
import { ModelwrightError } from '../../core/errors.ts';

export interface Tracing {
  /** Sends what is left; spans that nobody takes are given up. */
  close(): Promise<void>;
}

const sdk = '@opentelemetry/sdk-node';
const sdkVersion = '0.223.0';

/** Begins to send the spans of this process. @throws PACKAGE_ABSENT when the SDK is not installed */
export async function openTracing(): Promise<Tracing> {
  const { NodeSDK } = await importSdk();
  const serviceName = process.env['OTEL_SERVICE_NAME'] ?? 'modelwright';
  // Spans alone: Prometheus reads the metrics, and lines of the log go where the server's log goes.
  const started = new NodeSDK({ serviceName, instrumentations: [], metricReaders: [], logRecordProcessors: [] });
  started.start();
  return { close: () => started.shutdown().catch(() => {}) };
}

async function importSdk(): Promise<typeof import('@opentelemetry/sdk-node')> {
  try {
    return await import('@opentelemetry/sdk-node');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ModelwrightError('PACKAGE_ABSENT', { what: 'sending traces', package: `${sdk}@${sdkVersion}` });
  }
}
