/** `prometheus ...`: files for those who watch the server with Prometheus and Grafana. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';

const written = z.object({ output: z.string(), bytes: z.int() });
const output = z.string().min(1).describe('File to write, whole or not at all.');

export const prometheusAlerts = defineOperation({
  name: 'prometheus.alerts',
  description:
    'Write alert rules for Prometheus: down, failing, slow, overloaded, not as registered, not logged, silent.',
  positional: [],
  input: z.object({
    job: z.string().min(1).max(128).default('modelwright').describe('Job under which Prometheus reads the servers.'),
    latencyMs: z
      .number()
      .min(0.5)
      .max(10_000)
      .default(50)
      .describe('Predictions are slow when one in a hundred takes longer, in milliseconds.'),
    failedShare: z.number().gt(0).lt(1).default(0.01).describe('Share of requests that may fail.'),
    output: output.default('modelwright-alerts.yml'),
  }),
  output: written.extend({
    alerts: z.array(z.object({ name: z.string(), severity: z.string(), summary: z.string() })),
  }),
  access: { role: 'viewer', resource: 'server' },
  examples: [
    'modelwright prometheus alerts',
    'modelwright prometheus alerts --latency-ms 10 --output /etc/prometheus/rules/modelwright.yml',
  ],
  async run(_, { output, ...settings }) {
    const { alertRules, alertRulesFile } = await import('../observation/alert-rules.ts');
    const { writeOutput } = await import('../write-output.ts');
    const content = alertRulesFile(settings);
    await writeOutput(output, content);
    const alerts = alertRules(settings).map(({ alert, severity, summary }) => ({ name: alert, severity, summary }));
    return { output, bytes: Buffer.byteLength(content), alerts };
  },
});

export const prometheusDashboard = defineOperation({
  name: 'prometheus.dashboard',
  description: 'Write a Grafana dashboard over the metrics of the server: traffic, models, state and process.',
  positional: [],
  input: z.object({ output: output.default('modelwright-dashboard.json') }),
  output: written,
  access: { role: 'viewer', resource: 'server' },
  examples: ['modelwright prometheus dashboard', 'modelwright prometheus dashboard --output grafana/modelwright.json'],
  async run(_, { output }) {
    const { dashboardFile } = await import('../observation/dashboard.ts');
    const { writeOutput } = await import('../write-output.ts');
    const content = dashboardFile();
    await writeOutput(output, content);
    return { output, bytes: Buffer.byteLength(content) };
  },
});
