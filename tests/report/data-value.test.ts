/** What the report says of more data: the curve with its advice, the command where there was no time, nothing where rows are few. */
import { expect, it } from 'vitest';
import { learningCurve } from '../../src/evaluate/learning-curve.ts';
import { renderReport } from '../../src/evaluate/report.ts';
import { binaryRun } from './sample-data.ts';

const command = `modelwright learning-curve 'my "churn".csv' --target churn`;

it('is a section with advice, picture, figures and the command for more', async () => {
  const curve = await learningCurve({
    sizes: [100, 200, 400, 800],
    scoreAt: (size, repeat) => 0.9 - 2 / Math.sqrt(size) + 1e-3 * repeat,
    direction: 'maximize',
    repeats: 3,
  });
  const data = binaryRun({ dataValue: { command, curve: { ...curve, estimator: 'gbdt', repeats: 3 } } });
  const page = await renderReport(data);
  expect(page).toContain('What more data is worth');
  expect(page).toContain('More data helps');
  expect(page).toContain(curve.advice);
  expect(page).toContain('ROC AUC of gbdt, a part of the model');
  expect(page).toContain('learning-curve &#39;my &#34;churn&#34;.csv&#39; --target churn');
  for (const { size } of curve.points) expect(page).toContain(`>${size}<`);
  expect(page).not.toMatch(/undefined|NaN|\[object /);
  expect(await renderReport(JSON.parse(JSON.stringify(data)))).toBe(page);
});

it('is the command alone where the training had no time, and absent where rows are few', async () => {
  const page = await renderReport(binaryRun({ dataValue: { command } }));
  expect(page).toContain('did not suffice');
  expect(page).toContain('--target churn');
  expect(await renderReport(binaryRun())).not.toContain('more data');
});
