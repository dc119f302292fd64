/** The files for Prometheus and Grafana speak of metrics that the server has, and do what they say in Prometheus itself. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { alertRules, alertRulesFile } from '../../src/app/observation/alert-rules.ts';
import { dashboardFile } from '../../src/app/observation/dashboard.ts';
import { prometheusAlerts } from '../../src/app/operations/prometheus.ts';
import { withHome } from '../store/with-home.ts';
import { goodRow, registerModel, smallModel } from './small-models.ts';
import { withServer } from './with-server.ts';

const settings = { job: 'modelwright', latencyMs: 50, failedShare: 0.01 };
const rules = alertRules(settings);
const panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[] = JSON.parse(
  dashboardFile(),
).panels;
const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
/** Debian has it in the package prometheus. */
const withPromtool = it.skipIf(!hasPromtool);

function promtool(args: readonly string[], input?: string): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

/** What the server shows after a prediction. */
async function metricsOf(): Promise<string> {
  let text = '';
  await withServer(
    (store) => registerModel(store, 'late', smallModel('binary')),
    async ({ send }) => {
      await send('/v1/models/late/predict', { rows: [goodRow] });
      text = (await send('/metrics')).text;
    },
    undefined,
    0,
  );
  return text;
}

it('name only metrics that the server has, with labels that they have', async () => {
  const text = await metricsOf();
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const named = [...rules.map(({ expr }) => expr), ...shown].flatMap(
    (expr) => expr.match(/\b(modelwright|process)_\w+/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(25);
  for (const name of new Set(named)) expect(known, name).toContain(name.replace(/_(bucket|count|sum)$/, ''));
  expect(text).toMatch(/^modelwright_predictions_total\{model="late",version="1"\} 1$/m);
  expect(text).toMatch(/^modelwright_http_request_duration_seconds_count\{[^}]*route="\/v1\/models\/:name\/predict"/m);
});

it('a dashboard has a place of its own for each panel, within the width', () => {
  const { panels } = JSON.parse(dashboardFile());
  const cells = new Set<string>();
  for (const { gridPos } of panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(cells.has(`${x},${y}`)).toBe(false);
        cells.add(`${x},${y}`);
      }
    }
  }
  expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
  expect(dashboardFile()).toBe(dashboardFile());
});

withPromtool('promtool finds nothing to say about the metrics', async () => {
  expect(promtool(['check', 'metrics'], await metricsOf())).toEqual({ status: 0, text: '' });
});

withPromtool('promtool accepts the rules, and every expression of the dashboard', () =>
  withHome(async (state) => {
    const folder = dirname(state);
    const file = join(folder, 'rules.yml');
    for (const job of ['modelwright', 'a "quoted"\njob\\']) {
      writeFileSync(file, alertRulesFile({ ...settings, job }));
      expect(promtool(['check', 'rules', file])).toMatchObject({
        status: 0,
        text: expect.stringContaining(`${rules.length} rules found`),
      });
    }
    const asRules = shown.map((expr, i) => ({ record: `panel_${i}`, expr: expr.replaceAll('$__rate_interval', '5m') }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: asRules }] }));
    expect(promtool(['check', 'rules', file])).toMatchObject({ status: 0 });
  }),
);

/** Series under which a rule fires, by its name; `at` minutes after their begin. Without them, none does. */
const accidents: Readonly<Record<string, { readonly at: number; readonly series: Readonly<Record<string, string>> }>> =
  {
    ModelwrightDown: { at: 3, series: { 'up{job="modelwright", instance="a"}': '0x10' } },
    ModelwrightRequestsFail: {
      at: 10,
      series: {
        'modelwright_http_request_duration_seconds_count{job="modelwright", status="200", route="/x/predict"}':
          '0+98x10',
        'modelwright_http_request_duration_seconds_count{job="modelwright", status="500", route="/x/predict"}':
          '0+2x10',
      },
    },
    ModelwrightPredictionsSlow: {
      at: 20,
      series: {
        'modelwright_http_request_duration_seconds_bucket{job="modelwright", route="/v1/models/:name/predict", le="0.05"}':
          '0+95x20',
        'modelwright_http_request_duration_seconds_bucket{job="modelwright", route="/v1/models/:name/predict", le="0.1"}':
          '0+100x20',
        'modelwright_http_request_duration_seconds_bucket{job="modelwright", route="/v1/models/:name/predict", le="+Inf"}':
          '0+100x20',
      },
    },
    ModelwrightOverloaded: {
      at: 15,
      series: {
        'modelwright_admission_refused_total{job="modelwright", model="m", size="one", reason="full"}': '0+60x15',
      },
    },
    ModelwrightNotAsRegistered: {
      at: 3,
      series: { 'modelwright_serving_problems{job="modelwright", instance="a"}': '1x5' },
    },
    ModelwrightPredictionsNotLogged: {
      at: 5,
      series: { 'modelwright_prediction_log_dropped_total{job="modelwright", instance="a"}': '0 0 3 3 3 3' },
    },
    ModelwrightWebhookGivenUp: {
      at: 5,
      series: {
        'modelwright_webhook_attempts_total{job="modelwright", webhook="w", result="given_up"}': '0 0 1 1 1 1',
      },
    },
    ModelwrightEventLoopLags: {
      at: 10,
      series: { 'modelwright_event_loop_lag_p99_seconds{job="modelwright", instance="a"}': '0.2x12' },
    },
    ModelwrightModelSilent: {
      at: 24 * 60 + 50,
      series: { 'modelwright_predictions_total{job="modelwright", model="m", version="1"}': '0+5x1440 7200x60' },
    },
  };

/** What a server shows on a good day: busy, with mistakes of clients and some refusals. */
const goodDay = {
  'up{job="modelwright", instance="a"}': '1x30',
  'modelwright_http_request_duration_seconds_count{job="modelwright", status="200", route="/x/predict"}': '0+995x30',
  'modelwright_http_request_duration_seconds_count{job="modelwright", status="422", route="/x/predict"}': '0+300x30',
  'modelwright_http_request_duration_seconds_count{job="modelwright", status="503", route="/x/predict"}': '0+300x30',
  'modelwright_http_request_duration_seconds_count{job="modelwright", status="500", route="/x/predict"}': '0+5x30',
  'modelwright_http_request_duration_seconds_bucket{job="modelwright", route="/x/predict", le="0.05"}': '0+995x30',
  'modelwright_http_request_duration_seconds_bucket{job="modelwright", route="/x/predict", le="+Inf"}': '0+1000x30',
  'modelwright_serving_problems{job="modelwright", instance="a"}': '0x30',
  'modelwright_prediction_log_dropped_total{job="modelwright", instance="a"}': '2x30',
  'modelwright_webhook_attempts_total{job="modelwright", webhook="w", result="refused"}': '0+3x30',
  'modelwright_webhook_attempts_total{job="modelwright", webhook="w", result="given_up"}': '1x30',
  'modelwright_event_loop_lag_p99_seconds{job="modelwright", instance="a"}': '0.02x30',
  'modelwright_predictions_total{job="modelwright", model="m", version="1"}': '0+5x30',
};

it('has an accident for every rule', () => expect(Object.keys(accidents)).toEqual(rules.map(({ alert }) => alert)));

withPromtool('every rule fires in its accident and on no good day', () =>
  withHome(async (state) => {
    const folder = dirname(state);
    writeFileSync(join(folder, 'rules.yml'), alertRulesFile(settings));
    const inputs = (series: Readonly<Record<string, string>>) =>
      Object.entries(series).map(([series, values]) => ({ series, values }));
    const tests = [
      ...Object.entries(accidents).map(([alert, { at, series }]) => ({
        name: alert,
        interval: '1m',
        input_series: inputs(series),
        promql_expr_test: [
          {
            expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`,
            eval_time: `${at}m`,
            exp_samples: [{ labels: '{}', value: 1 }],
          },
        ],
      })),
      {
        name: 'good day',
        interval: '1m',
        input_series: inputs(goodDay),
        promql_expr_test: [
          { expr: 'count(ALERTS) or vector(0)', eval_time: '30m', exp_samples: [{ labels: '{}', value: 0 }] },
        ],
      },
    ];
    writeFileSync(
      join(folder, 'test.yml'),
      JSON.stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests }),
    );
    const { status, text } = promtool(['test', 'rules', join(folder, 'test.yml')]);
    expect(text).toContain('SUCCESS');
    expect(status).toBe(0);
  }),
);

it('writes the rules whole, and says what they are', () =>
  withHome(async (state) => {
    const folder = dirname(state);
    const output = join(folder, 'alerts.yml');
    const platform = undefined as never;
    const answer = await prometheusAlerts.run(platform, { ...settings, output }, { onProgress() {} });
    expect(readFileSync(output, 'utf8')).toBe(alertRulesFile(settings));
    expect(answer.alerts.map(({ name }) => name)).toEqual(rules.map(({ alert }) => alert));
  }));
