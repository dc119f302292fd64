/** Answers as a recorded spec tells them, without any estimator at hand. */
import { expect, it } from 'vitest';
import { recordedAnswers } from './recorded-answers.ts';

const inner = { name: 'pipeline', params: { steps: [{ name: 'gbdt', params: {} }] } };
const cooled = {
  name: 'calibrated',
  params: { estimator: inner, calibrator: { method: 'temperature', temperature: 2 } },
};

it.each([
  ['nothing', inner, { calibration: 'none', decision: { by: 'most_probable' } }],
  ['a calibrator', cooled, { calibration: 'temperature', decision: { by: 'most_probable' } }],
  [
    'both',
    { name: 'thresholded', params: { estimator: cooled, rule: { by: 'threshold', threshold: 0.2 } } },
    { calibration: 'temperature', decision: { by: 'threshold', threshold: 0.2 } },
  ],
  [
    'weights',
    { name: 'thresholded', params: { estimator: inner, rule: { by: 'weights', weights: [1, 3] } } },
    {
      calibration: 'none',
      decision: {
        by: 'weights',
        weights: [
          { class: 'no', weight: 1 },
          { class: 'yes', weight: 3 },
        ],
      },
    },
  ],
  [
    'thresholds by group',
    {
      name: 'group_thresholded',
      params: {
        estimator: cooled,
        rule: { columns: ['a', 'b'], groups: [{ values: ['x', '1'], threshold: 0.3 }], otherwise: 0.5 },
      },
    },
    {
      calibration: 'temperature',
      decision: {
        by: 'group_thresholds',
        columns: ['a', 'b'],
        groups: [{ label: 'x / 1', threshold: 0.3 }],
        threshold: 0.5,
      },
    },
  ],
])('%s', (_, spec, expected) => {
  expect(recordedAnswers({ spec }, ['no', 'yes'])).toEqual(expected);
});

it('are none of a regression', () => {
  expect(recordedAnswers({ spec: inner }, [])).toBeUndefined();
});
