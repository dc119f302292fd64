/** The commands of the guide on ONNX models import one, serve it and watch it. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { onnxExpected } from '../native-files.ts';
import { csvOf } from './newcomer-tables.ts';
import { inFolder } from './shell-blocks.ts';
import { shownCommands } from './shown-commands.ts';

const names = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];
const { feeds, outputs } = onnxExpected['sklearn-classifier'];
const measured = feeds['X'] as readonly (readonly number[])[];

/** Flowers of the fixture, each `times` times, moved by `by`. */
const flowers = (times: number, by = 0) =>
  Array.from({ length: times * measured.length }, (_, i) => {
    const flower = measured[i % measured.length].map((size, k) => [names[k], size + by + (i % 7) / 100]);
    return { ...Object.fromEntries(flower), species: String(outputs['output_label'][i % measured.length]) };
  });

it(
  'imports a file of scikit-learn, promotes it, serves it, and tells flowers that moved',
  () =>
    inFolder(async (shell, folder) => {
      const file = fileURLToPath(new URL('../fixtures/onnx/sklearn-classifier.onnx', import.meta.url));
      copyFileSync(file, join(folder, 'iris.onnx'));
      writeFileSync(join(folder, 'known.csv'), csvOf(flowers(20)));
      writeFileSync(join(folder, 'june.csv'), csvOf(flowers(20, 2)));
      const install = 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0';
      const [importing, promote, serve, ...watch] = shownCommands('onnx-models', { [install]: 'the package is there' });
      for (const { command } of [importing, promote, serve]) await shell.run(command);
      const rows = JSON.stringify({ rows: flowers(6).map(({ species, ...row }) => row) });
      const ask = `curl http://127.0.0.1:8080/v1/models/iris/predict -H 'content-type: application/json' -d '${rows}'`;
      const answer = JSON.parse((await shell.run(ask)).stdout);
      expect(answer).toMatchObject({ modelVersion: 1, predictions: expect.any(Array) });
      await shell.close();
      const [logged, june] = watch;
      expect((await shell.run(logged.command)).stdout).toMatch(/^iris@1: 36 requests against the reference, 0 with/m);
      expect((await shell.run(june.command)).stdout).toMatch(/^error +data_drift: /m);
    }),
  300_000,
);
