/** A dashboard of Grafana over the server's metrics: traffic, load, state and process, from the top as one asks. */

type Unit = 'reqps' | 's' | 'percentunit' | 'short' | 'bytes' | 'rowsps';

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: Unit;
  /** Expression and legend of each series; `$job` and `$model` are what the reader chose. */
  readonly series: readonly (readonly [expr: string, legend: string])[];
  /** Areas on top of each other, where parts add up. */
  readonly isStacked?: true;
}

const requests = 'modelwright_http_request_duration_seconds';
const calls = 'modelwright_grpc_call_duration_seconds';
const job = 'job=~"$job"';
const model = `${job}, model=~"$model"`;
const window = '[$__rate_interval]';

const quantile = (share: number, histogram: string, by = 'le') =>
  `histogram_quantile(${share}, sum by (${by}) (rate(${histogram}_bucket{${job}}${window})))`;

const rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[] = [
  {
    title: 'Traffic',
    panels: [
      {
        title: 'Requests',
        description: 'Answered requests a second, by route; gRPC by method.',
        unit: 'reqps',
        series: [
          [`sum by (route) (rate(${requests}_count{${job}}${window}))`, '{{route}}'],
          [`sum by (method) (rate(${calls}_count{${job}}${window}))`, '{{method}}'],
        ],
        isStacked: true,
      },
      {
        title: 'Failures',
        description:
          'Share of requests by the kind of their status: 4xx are mistakes of clients, 503 is a refusal under load, other 5xx are failures of the server.',
        unit: 'percentunit',
        series: [
          [share('status=~"4.."'), 'mistakes of clients'],
          [share('status="503"'), 'refused under load'],
          [share('status=~"5..", status!="503"'), 'failures of the server'],
        ],
      },
      {
        title: 'Latency',
        description: 'From the arrival of a request to the end of its answer.',
        unit: 's',
        series: [
          [quantile(0.5, requests), 'half of the requests'],
          [quantile(0.99, requests), '99 of 100'],
          [quantile(0.99, calls), '99 of 100 over gRPC'],
        ],
      },
    ],
  },
  {
    title: 'Models',
    panels: [
      {
        title: 'Rows answered, by version',
        description: 'A promotion or a canary shows as a band that grows.',
        unit: 'rowsps',
        series: [
          [`sum by (model, version) (rate(modelwright_predictions_total{${model}}${window}))`, '{{model}}@{{version}}'],
        ],
        isStacked: true,
      },
      {
        title: 'In flight, waiting, and the limit',
        description:
          'The limit follows how fast the model answers; beyond it requests wait for a moment or are sent away.',
        unit: 'short',
        series: [
          [`sum by (model) (modelwright_admission_in_flight{${model}})`, '{{model}} in flight'],
          [`sum by (model) (modelwright_admission_waiting{${model}})`, '{{model}} waiting'],
          [`sum by (model) (modelwright_admission_limit{${model}})`, '{{model}} limit'],
        ],
      },
      {
        title: 'Sent away',
        description: 'Requests a second that were told to come back, by the reason.',
        unit: 'reqps',
        series: [
          [
            `sum by (model, reason) (rate(modelwright_admission_refused_total{${model}}${window}))`,
            '{{model}} {{reason}}',
          ],
        ],
      },
    ],
  },
  {
    title: 'State',
    panels: [
      {
        title: 'Not as the registry says',
        description: 'Names that answer with an older version or not at all; /healthz/ready tells why.',
        unit: 'short',
        series: [[`sum by (instance) (modelwright_serving_problems{${job}})`, '{{instance}}']],
      },
      {
        title: 'Not kept',
        description: 'Prediction events and log lines that were left out, a second.',
        unit: 'short',
        series: [
          [
            `sum by (instance) (rate(modelwright_prediction_log_dropped_total{${job}}${window}))`,
            'predictions on {{instance}}',
          ],
          [`sum by (instance) (rate(modelwright_log_lines_dropped_total{${job}}${window}))`, 'lines on {{instance}}'],
        ],
      },
      {
        title: 'Labels',
        description: 'True outcomes that came in, a second; unknown ones belong to no logged prediction.',
        unit: 'short',
        series: [[`sum by (result) (rate(modelwright_labels_total{${job}}${window}))`, '{{result}}']],
      },
    ],
  },
  {
    title: 'Jobs',
    panels: [
      {
        title: 'Webhooks',
        description:
          'Attempts to tell that a job has ended, a second; given_up are jobs of which nobody is told any more.',
        unit: 'short',
        series: [
          [
            `sum by (webhook, result) (rate(modelwright_webhook_attempts_total{${job}}${window}))`,
            '{{webhook}} {{result}}',
          ],
        ],
      },
    ],
  },
  {
    title: 'Process',
    panels: [
      {
        title: 'Event loop',
        description: 'How long requests wait for their turn.',
        unit: 's',
        series: [
          [`max by (instance) (modelwright_event_loop_lag_p99_seconds{${job}})`, '{{instance}} 99 of 100'],
          [`max by (instance) (modelwright_event_loop_lag_max_seconds{${job}})`, '{{instance}} longest'],
        ],
      },
      {
        title: 'Memory',
        description: 'Resident memory, and the JavaScript heap in it.',
        unit: 'bytes',
        series: [
          [`process_resident_memory_bytes{${job}}`, '{{instance}} resident'],
          [`process_heap_bytes{${job}}`, '{{instance}} heap'],
        ],
      },
      {
        title: 'Processor',
        description: 'Cores in use.',
        unit: 'short',
        series: [[`sum by (instance) (rate(process_cpu_seconds_total{${job}}${window}))`, '{{instance}}']],
      },
    ],
  },
];

function share(status: string): string {
  return `sum(rate(${requests}_count{${job}, ${status}}${window})) / sum(rate(${requests}_count{${job}}${window}))`;
}

const columns = 3;
const width = 24 / columns;
const height = 8;

/** The dashboard as JSON, to be imported in Grafana or laid into its provisioning folder. The same each time. */
export function dashboardFile(): string {
  let id = 0;
  const panels = rows.flatMap(({ title, panels: some }, row) => {
    const y = row * (height + 1);
    const heading = { id: ++id, type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] };
    return [heading, ...some.map((panel, column) => timeSeries(++id, panel, { x: column * width, y: y + 1 }))];
  });
  const dashboard = {
    uid: 'modelwright',
    title: 'modelwright',
    tags: ['modelwright'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    timezone: 'utc',
    templating: {
      list: [datasource, chosen('job', 'up'), chosen('model', 'modelwright_predictions_total{job=~"$job"}')],
    },
    annotations: { list: [] },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in.
const source = { type: 'prometheus', uid: '${datasource}' };
const datasource = { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' };

/** A choice at the head of the dashboard, filled from the values of a label. */
function chosen(label: string, metric: string) {
  const query = `label_values(${metric}, ${label})`;
  return {
    name: label,
    type: 'query',
    datasource: source,
    definition: query,
    query: { query, refId: label },
    refresh: 2,
    sort: 1,
    includeAll: true,
    multi: true,
    current: { text: ['All'], value: ['$__all'] },
  };
}

function timeSeries(
  id: number,
  { title, description, unit, series, isStacked }: Panel,
  place: { x: number; y: number },
) {
  return {
    id,
    type: 'timeseries',
    title,
    description,
    datasource: source,
    gridPos: { ...place, w: width, h: height },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: {
          fillOpacity: isStacked ? 40 : 8,
          lineWidth: 1,
          showPoints: 'never',
          stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
        },
      },
      overrides: [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: series.map(([expr, legendFormat], i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: source,
      expr,
      legendFormat,
      editorMode: 'code',
      range: true,
    })),
  };
}
