/** A version that was tested: behaviour, gates, fairness, and whether it passes. */
import type { test } from '../../app/operations/test.ts';
import { figure, percent } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { fairnessLines } from './fairness-lines.ts';
import { lookLine, paragraphs, sentence, shownPath } from './lines.ts';

type Tested = Answer<typeof test>;

export const testView: View<Tested> = (answer, screen) => {
  const { model, data, passed, look, fairness, reportPath } = answer;
  const on = data.kind === 'holdout' ? `${data.rows} sealed rows` : `${data.rows} labelled rows of ${data.name}`;
  const verdict = passed ? paint(screen, 'good', 'passes') : paint(screen, 'bad', 'does not pass');
  const examples = answer.tests.some((one) => one.examples > 0);
  return paragraphs(
    sentence(`${paint(screen, 'strong', `${model.name}@${model.version}`)} ${verdict}, on ${on}`, screen),
    look ? sentence(lookLine(look), screen) : '',
    testTable(answer, screen),
    gateTable(answer, screen),
    fairnessLines(fairness, screen),
    reportPath === null ? '' : `report${examples ? ', with failing rows,' : ''} ${shownPath(reportPath)}`,
  );
};

function testTable({ tests }: Tested, screen: Screen): string {
  if (tests.length === 0) return '';
  return tableText(
    [
      { head: '' },
      { head: 'test' },
      { head: 'failed' },
      { head: 'share [95 % interval]', optional: true },
      { head: 'asked', flexible: true },
    ],
    tests.map(({ name, verdict, required, rows, failures, failureRate, law }) => [
      mark(verdict === 'passed', required, screen),
      name,
      verdict === 'untested' ? 'no row to test' : `${failures} of ${rows}`,
      failureRate.ci ? `${share(failureRate.value!)} [${share(failureRate.ci[0])}, ${share(failureRate.ci[1])}]` : '-',
      law,
    ]),
    screen,
  );
}

function gateTable({ gates }: Tested, screen: Screen): string {
  if (gates.length === 0) return '';
  return tableText(
    [{ head: '' }, { head: 'gate' }, { head: 'found' }, { head: 'asked', flexible: true }],
    gates.map(({ name, passed, value, ci, law, on, problem }) => [
      mark(passed, true, screen),
      name,
      problem === '' ? found(value, ci) : problem,
      on === '' ? law : `${law}, for ${on}`,
    ]),
    screen,
  );
}

function mark(passed: boolean, required: boolean, screen: Screen): string {
  if (passed) return paint(screen, 'good', 'ok');
  return required ? paint(screen, 'bad', 'FAILED') : paint(screen, 'warning', 'noted');
}

function found(value: number | null, ci: readonly [number | null, number | null] | null): string {
  if (!ci) return figure(value);
  const [low, high] = ci.map((end) => (end === null ? 'no end' : figure(end)));
  return `${figure(value)} [${low}, ${high}]`;
}

function share(value: number): string {
  return value > 0 && value < 0.1 ? `${(100 * value).toFixed(1)} %` : percent(value);
}
