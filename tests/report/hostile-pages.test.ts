/**
 * Pages made from hostile names, opened in a browser: nothing of them runs, asks anybody for anything or is refused by the page's own
 * policy, which would mean that a text had become markup.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCard } from '../../src/evaluate/card.ts';
import { learningCurve } from '../../src/evaluate/learning-curve.ts';
import { type LearningCurvePage, renderLearningCurvePage } from '../../src/evaluate/learning-curve-page.ts';
import { renderReport } from '../../src/evaluate/report.ts';
import { findBrowser } from '../exchange/browser.ts';
import { WatchedBrowser } from './opened-page.ts';
import { binaryRun, madeFairness, madeTest } from './sample-data.ts';

/** Each tries to set `window.__ran`, or to ask a host that does not exist. */
const attacks = [
  '<script>__ran=1</script>',
  '</script><script>__ran=2</script>',
  '</style></title></textarea><script>__ran=3</script>',
  '<img src=x onerror=__ran=4>',
  '"><svg onload=__ran=5>',
  "' autofocus onfocus='__ran=6' x='",
  '" onmouseover="__ran=7" style="animation-name:x" onanimationstart="__ran=7',
  'javascript:__ran=8',
  '[a](javascript:__ran=9) ![a](http://attack.invalid/a.png)',
  '{{constructor.constructor("__ran=10")()}} #{__ran=10} <%= __ran=10 %>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=__ran=11&gt;">',
  '<svg><style><img src=x onerror=__ran=12></style></svg>',
  ']]><img src=x onerror=__ran=13><!--',
  '<iframe srcdoc="<script>parent.__ran=14</script>"></iframe>',
  '<link rel=stylesheet href=http://attack.invalid/a.css><base href=http://attack.invalid/>',
  '<meta http-equiv=refresh content="0;url=http://attack.invalid/">',
  '&lt;script&gt;__ran=15&lt;/script&gt;&#60;script&#62;__ran=15&#60;/script&#62;',
  'url(http://attack.invalid/b.png) } @import "http://attack.invalid/c.css"; {',
  '\u202e<\u0000script>__ran=16</script>',
];

const turns = [0, 5, 9, 14];

function attacksFrom(turn: number): () => string {
  let i = turn;
  return () => attacks[i++ % attacks.length];
}

/** Each text of the run is another attack, the one of the turn first. */
function hostileRun(turn: number) {
  const next = attacksFrom(turn);
  const estimate = { value: 0.5, ci: [0.4, 0.6] as const };
  return binaryRun({
    title: next(),
    model: { name: next(), version: 1 },
    target: next(),
    classes: [next(), 'Yes'],
    positiveClass: next(),
    estimator: next(),
    source: next(),
    split: next(),
    runId: next(),
    baseline: { name: next(), ...estimate, metrics: {} },
    metrics: { roc_auc: estimate, [next()]: estimate },
    candidates: [{ name: next(), params: { [next()]: next() }, score: 0.8, fitMs: 1, chosen: true }],
    importance: [{ feature: next(), ...estimate }],
    slices: [{ description: next(), rows: 9, ...estimate }],
    columns: [{ name: next(), kind: 'string', role: 'categorical', missing: 0, top: [{ value: next(), count: 1 }] }],
    findings: [{ code: next(), severity: 'warning', column: next(), message: next() }],
    confusion: {
      classes: [next(), 'Yes'],
      counts: [
        [1, 2],
        [3, 4],
      ],
    },
    gates: [{ name: next(), passed: false, detail: next() }],
    notes: [next()],
    fairness: madeFairness(next()),
    tested: madeTest(next()),
    lineage: [{ label: next(), value: next() }],
  });
}

async function hostileCurve(turn: number): Promise<LearningCurvePage> {
  const next = attacksFrom(turn);
  const scoreAt = (size: number, repeat: number) => 0.9 - 1 / Math.sqrt(size) + repeat / 1000;
  return {
    ...(await learningCurve({ sizes: [50, 100, 200, 400], scoreAt, direction: 'maximize' })),
    source: next(),
    target: next(),
    metric: { name: 'roc_auc', direction: 'maximize' },
    estimator: next(),
    repeats: 5,
    rows: { total: 500, sealed: 0, judge: 100 },
    seed: 7,
  };
}

const pages: [string, (turn: number) => Promise<string>][] = [
  ['report', (turn) => renderReport(hostileRun(turn))],
  ['card', (turn) => renderCard(hostileRun(turn))],
  ['learning curve', async (turn) => renderLearningCurvePage(await hostileCurve(turn))],
];

const path = findBrowser();

describe.skipIf(path === undefined)('in a browser (skipped without a Chromium)', () => {
  let browser: WatchedBrowser;
  beforeAll(() => {
    browser = new WatchedBrowser(path!);
  });
  afterAll(() => browser.close());

  it('finds out a page that is not safe', async () => {
    const image = '<img src=x onerror="__ran=1">';
    const unsafe = await browser.open(`<!doctype html>${image}<img src="http://127.0.0.1:9/a.png">`);
    expect(unsafe.ran).toBe(1);
    expect(unsafe.asked).toContain('http://127.0.0.1:9/a.png');
    expect((await browser.open('<!doctype html><script>alert("here")</script>')).dialogs).toEqual(['here']);
    expect((await browser.open('<!doctype html><a href="javascript:__ran=8">x</a>')).ran).toBe(8);
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
    const held = await browser.open(`<!doctype html><head>${policy}</head><body>${image}</body>`);
    expect(held.ran).toBeNull();
    expect(held.refused.length).toBeGreaterThan(0);
  });

  it.each(pages)('a %s of hostile names runs nothing, asks nobody and breaks no policy', async (_, render) => {
    for (const turn of turns) {
      const page = await render(turn);
      expect(page).toContain(`http-equiv="Content-Security-Policy" content="default-src 'none'`);
      const quiet = { turn, ran: null, refused: [], asked: [], dialogs: [] };
      expect({ turn, ...(await browser.open(page)) }).toEqual(quiet);
    }
  });
});
