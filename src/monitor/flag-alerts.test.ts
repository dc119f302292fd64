/** When a share of flags is told: by more than chance, and by enough to matter. */
import { expect, it } from 'vitest';
import { flagAlerts } from './flag-alerts.ts';

const alertsOf = (value: number, pValue: number) =>
  flagAlerts({ contamination: 0.04, flagged: { value, ci: null }, pValue });

it('tells a share that is half as large again, or two thirds, by more than chance', () => {
  expect(alertsOf(0.1, 1e-5)).toEqual([
    {
      code: 'flag_rate_drift',
      severity: 'warning',
      message: expect.stringMatching(/^10 % of the rows are flagged as anomalies, 4 % were asked for\./),
    },
  ]);
  expect(alertsOf(0.01, 1e-5)).toHaveLength(1);
  expect(alertsOf(0, 1e-5)).toHaveLength(1);
  expect(alertsOf(0.1, 0.02)).toEqual([]);
  expect(alertsOf(0.05, 1e-9)).toEqual([]);
  expect(alertsOf(0.035, 1e-9)).toEqual([]);
});
