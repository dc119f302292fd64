/** Alert rules for Prometheus: what somebody on call must know about a server of predictions, each with what to do next. */

export interface AlertSettings {
  /** Job under which Prometheus reads the servers. */
  readonly job: string;
  /** Predictions that take longer than this, one in a hundred, are too slow, in milliseconds. */
  readonly latencyMs: number;
  /** Share of requests that may fail, in (0, 1). */
  readonly failedShare: number;
}

/** One rule; durations as Prometheus writes them. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  readonly description: string;
}

const predictRoutes = '.*/(predict|predict-stream|infer|invocations)';

/** The rules for servers under a job. */
export function alertRules({ job, latencyMs, failedShare }: AlertSettings): readonly AlertRule[] {
  const of = (...more: string[]) => `{${[`job=${JSON.stringify(job)}`, ...more].join(', ')}}`;
  const requests = 'modelwright_http_request_duration_seconds';
  // Status 503 is the server's own refusal under load, which has a rule of its own.
  const failures = `sum by (job) (rate(${requests}_count${of('status=~"5..", status!="503"')}[5m]))`;
  const route = `route=~${JSON.stringify(predictRoutes)}`;
  return [
    {
      alert: 'ModelwrightDown',
      expr: `up${of()} == 0`,
      for: '1m',
      severity: 'critical',
      summary: 'A server of predictions does not answer',
      description:
        '{{ $labels.instance }} has not answered Prometheus for a minute. See whether the process runs, and its standard error.',
    },
    {
      alert: 'ModelwrightRequestsFail',
      expr: `${failures} / sum by (job) (rate(${requests}_count${of()}[5m])) > ${failedShare}`,
      for: '2m',
      severity: 'critical',
      summary: 'Requests fail, and not by a mistake of clients',
      description:
        '{{ $value | humanizePercentage }} of requests end with a status of 500 and above. The log has a line with the code of each; `modelwright models rollback` goes back to the version before.',
    },
    {
      alert: 'ModelwrightPredictionsSlow',
      expr: `histogram_quantile(0.99, sum by (job, le) (rate(${requests}_bucket${of(route)}[5m]))) > ${latencyMs / 1000}`,
      for: '5m',
      severity: 'warning',
      summary: 'Predictions are slow',
      description:
        'One request in a hundred takes {{ $value | humanizeDuration }} and more. Look at the event loop, the batch sizes and the version that was promoted last (`modelwright models history`).',
    },
    {
      alert: 'ModelwrightOverloaded',
      expr: `sum by (job, model) (rate(modelwright_admission_refused_total${of()}[5m])) > 0.1`,
      for: '5m',
      severity: 'warning',
      summary: 'A model gets more requests than it can answer',
      description:
        '{{ $value | humanize }} requests a second to {{ $labels.model }} are told to come back. Add servers, or make the model cheaper (`modelwright train --max-latency-us`).',
    },
    {
      alert: 'ModelwrightNotAsRegistered',
      expr: `modelwright_serving_problems${of()} > 0`,
      for: '1m',
      severity: 'critical',
      summary: 'A model does not answer as the registry says',
      description:
        '{{ $value }} names on {{ $labels.instance }} still answer with an older version, or not at all. /healthz/ready tells which and why.',
    },
    {
      alert: 'ModelwrightPredictionsNotLogged',
      expr: `increase(modelwright_prediction_log_dropped_total${of()}[10m]) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'Predictions were answered and not logged',
      description:
        '{{ $value | humanize }} events were lost in ten minutes on {{ $labels.instance }}. Look at the disk of the state folder: it is full or too slow.',
    },
    {
      alert: 'ModelwrightWebhookGivenUp',
      expr: `sum by (job, webhook) (increase(modelwright_webhook_attempts_total${of('result="given_up"')}[1h])) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'A webhook was not told that jobs have ended',
      description:
        '{{ $labels.webhook }} was told of {{ $value | humanize }} jobs as often as may be in the last hour, and never took it. See whether its receiver answers; `modelwright jobs list` shows the jobs, `modelwright jobs tell` tells it of one again.',
    },
    {
      alert: 'ModelwrightEventLoopLags',
      expr: `modelwright_event_loop_lag_p99_seconds${of()} > 0.1`,
      for: '5m',
      severity: 'warning',
      summary: 'The event loop is held up',
      description:
        'Requests on {{ $labels.instance }} wait {{ $value | humanizeDuration }} for their turn. Something else uses the processor, or requests are too large.',
    },
    {
      alert: 'ModelwrightModelSilent',
      expr:
        `sum by (job, model) (rate(modelwright_predictions_total${of()}[15m])) == 0 ` +
        `and sum by (job, model) (rate(modelwright_predictions_total${of()}[15m] offset 1d)) > 0`,
      for: '15m',
      severity: 'warning',
      summary: 'A model that was asked yesterday is asked no more',
      description:
        '{{ $labels.model }} has answered nothing for half an hour, and did at this time yesterday. See what calls it.',
    },
  ];
}

/** The rules as a file of Prometheus. Texts are written as JSON strings, which YAML reads. */
export function alertRulesFile(settings: AlertSettings): string {
  const rules = alertRules(settings).flatMap(({ alert, expr, for: duration, severity, summary, description }) => [
    `      - alert: ${alert}`,
    `        expr: ${JSON.stringify(expr)}`,
    `        for: ${duration}`,
    '        labels:',
    `          severity: ${severity}`,
    '        annotations:',
    `          summary: ${JSON.stringify(summary)}`,
    `          description: ${JSON.stringify(description)}`,
  ]);
  return `${['groups:', '  - name: modelwright', '    rules:', ...rules].join('\n')}\n`;
}
