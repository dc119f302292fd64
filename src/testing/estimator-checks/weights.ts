/** Sample weights. */

import assert from 'node:assert/strict';
import { pack } from '../../core/pack.ts';
import type { Column } from '../../table/column.ts';
import { tableOf } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { Check } from '../check.ts';
import { inputRows } from '../estimator-data.ts';
import { assertSameBytes, dataFor, type EstimatorSubject, fitSubject } from '../estimator-subject.ts';

export function weightChecks(subject: EstimatorSubject, task: Task): Check[] {
  const unweighted = subject.definition.tags.sampleWeight === undefined && 'does not read weights';
  return [
    {
      name: 'takes unit weights as no weights',
      run() {
        const input = dataFor(subject, task);
        const ones = new Float64Array(input.X.nRows).fill(1);
        assertSameBytes(fitSubject(subject, { ...input, sampleWeight: ones }), fitSubject(subject, input), 'two fits');
        return undefined;
      },
    },
    {
      name: 'takes a row of weight zero as absent',
      run() {
        if (unweighted) return unweighted;
        const input = dataFor(subject, task);
        const sampleWeight = Float64Array.from({ length: input.X.nRows }, (_, row) =>
          row % 5 === 0 ? 0 : 1 + (row % 3),
        );
        const kept = Array.from(sampleWeight.keys()).filter((row) => sampleWeight[row] > 0);
        const fewer = { ...inputRows(input, kept), sampleWeight: sampleWeight.filter((weight) => weight > 0) };
        const X = tableOf(input.X.columns.map((column) => distorted(column, sampleWeight)));
        assertSameBytes(fitSubject(subject, { ...input, X, sampleWeight }), fitSubject(subject, fewer), 'two fits');
        return undefined;
      },
    },
    {
      name: 'reads the weights',
      run() {
        if (unweighted) return unweighted;
        const input = dataFor(subject, task);
        const sampleWeight = input.y!.map((value) => (value > 0.5 ? 5 : 0.5));
        const weighted = pack(fitSubject(subject, { ...input, sampleWeight }));
        assert.ok(Buffer.compare(weighted, pack(fitSubject(subject, input))) !== 0, 'weights changed nothing');
        return undefined;
      },
    },
  ];
}

/** Rows of weight zero get values that would be noticed. */
function distorted(column: Column, sampleWeight: Float64Array): Column {
  if (column.kind !== 'number') return column;
  return { ...column, values: column.values.map((value, row) => (sampleWeight[row] === 0 ? 12_345 : value)) };
}
