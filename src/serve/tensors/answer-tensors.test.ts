/** Answers as tensors: what a request without rows gets. */
import { expect, it } from 'vitest';
import { groupedRows, unlabelledModel } from '../../../tests/estimators/unlabelled-models.ts';
import { smallModel } from '../../../tests/server/small-models.ts';
import { answerTensors, outputDescriptions } from './answer-tensors.ts';

const models = {
  classes: smallModel('binary').model,
  numbers: smallModel('regression').model,
  anomalies: unlabelledModel('anomaly', { name: 'outlier_detector', params: { folds: 2 } }, groupedRows(60)),
};

it.each(Object.entries(models))('without rows there is every output that the model has: %s', (_, model) => {
  const described = outputDescriptions(model).map(({ name, datatype, shape }) => {
    return { name, datatype, shape: [0, ...shape.slice(1)] };
  });
  const tensors = answerTensors([], model, { first: '', count: 0 });
  expect(tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape }))).toEqual(described);
  for (const { data } of tensors) expect(data).toHaveLength(0);
});
