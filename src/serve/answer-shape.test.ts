/** The shape of answers is the shape of what models really answer, with and without a target. */
import { expect, it } from 'vitest';
import { groupedRows, unlabelledModel } from '../../tests/estimators/unlabelled-models.ts';
import { smallModel } from '../../tests/server/small-models.ts';
import { type AnswerShape, answerShape } from './answer-shape.ts';
import { answersOf, measuresOf } from './answers.ts';

const X = groupedRows(90);
const detector = { name: 'outlier_detector', params: { members: [{ name: 'robust_z' }] } };
const kmeans = { name: 'kmeans', params: { k: 3, standardise: false } };
const mixture = {
  name: 'gaussian_mixture',
  params: { k: 2, covariance: 'diag', regularisation: 1e-2, standardise: false },
};

it.each<[string, () => Parameters<typeof answerShape>[0], AnswerShape]>([
  [
    'classes',
    () => smallModel('binary').model,
    { classes: ['FALSE', 'TRUE'], hasProbabilities: true, measures: [], region: 'set' },
  ],
  [
    'numbers',
    () => smallModel('regression').model,
    { classes: [], hasProbabilities: false, measures: [], region: 'interval' },
  ],
  [
    'anomalies',
    () => unlabelledModel('anomaly', detector, X),
    {
      classes: ['usual', 'anomaly'],
      hasProbabilities: false,
      measures: [
        { name: 'anomaly_score', type: 'number' },
        { name: 'is_anomaly', type: 'boolean' },
      ],
    },
  ],
  [
    'clusters',
    () => unlabelledModel('cluster', kmeans, X),
    {
      classes: ['0', '1', '2'],
      hasProbabilities: false,
      measures: [{ name: 'cluster_distance', type: 'number' }],
    },
  ],
  [
    'clusters with probabilities',
    () => unlabelledModel('cluster', mixture, X),
    { classes: ['0', '1'], hasProbabilities: true, measures: [] },
  ],
])('of %s', (_, make, shape) => {
  const model = make();
  expect(answerShape(model)).toEqual(shape);
  const { predictions } = model.golden;
  const answers = answersOf(predictions, model.signature.target);
  expect(answers.probabilities !== undefined).toBe(shape.hasProbabilities);
  expect(new Set(answers.predictions.map((one) => typeof one))).toEqual(
    new Set([shape.classes.length > 0 ? 'string' : 'number']),
  );
  const measures = measuresOf([predictions], model.signature.target);
  expect(Object.keys(measures ?? {})).toEqual(shape.measures.map(({ name }) => name));
});
