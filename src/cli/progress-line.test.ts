/** Live progress on simulated terminals. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showProgress } from './progress-line.ts';
import { textWidth } from './text-width.ts';

function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
}

const shown = (text: string) => text.replace('\r\u001b[2K', '');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('on a terminal', () => {
  it('renews at least once a second although nothing is reported', () => {
    const screen = terminal(true);
    const progress = showProgress(screen);
    vi.advanceTimersByTime(5_000);
    expect(screen.written.length).toBeGreaterThanOrEqual(5);
    expect(new Set(screen.written.map((text) => shown(text)[0])).size).toBe(4);
    expect(shown(screen.written.at(-1)!)).toContain('5.0 s  starting');
    progress.stop();
  });

  it('shows stage, share and note in one line that it renews in place', () => {
    const screen = terminal(true);
    const progress = showProgress(screen);
    progress.onProgress({ stage: 'search', done: 3, total: 12, note: 'best roc_auc 0.7421' });
    vi.advanceTimersByTime(1_000);
    const last = screen.written.at(-1)!;
    expect(last.startsWith('\r\u001b[2K')).toBe(true);
    expect(shown(last)).toMatch(/^. 1\.0 s {2}search 3\/12 \(25 %\) {2}best roc_auc 0\.7421$/);
    expect(last).not.toContain('\n');
    progress.stop();
  });

  it('is drawn by reports while work keeps the thread busy', () => {
    const screen = terminal(true);
    const progress = showProgress(screen);
    // No timer fires here; only the clock goes on.
    const clock = vi.spyOn(performance, 'now');
    for (let done = 0; done < 20; done++) {
      clock.mockReturnValue(done * 300 + 300);
      progress.onProgress({ stage: 'fit', done });
    }
    expect(screen.written.length).toBe(20);
    clock.mockRestore();
    progress.stop();
  });

  it('takes the line away, and shows nothing for quick work', () => {
    const quick = terminal(true);
    const short = showProgress(quick);
    short.onProgress({ stage: 'read' });
    vi.advanceTimersByTime(200);
    short.stop();
    expect(quick.written).toEqual([]);
    const screen = terminal(true);
    const progress = showProgress(screen);
    vi.advanceTimersByTime(600);
    progress.stop();
    expect(screen.written.at(-1)).toBe('\r\u001b[2K');
    const count = screen.written.length;
    vi.advanceTimersByTime(5_000);
    progress.stop();
    expect(screen.written.length).toBe(count);
  });

  it('never runs over the edge and never steers the terminal', () => {
    const screen = terminal(true, 40);
    const progress = showProgress(screen);
    progress.onProgress({ stage: 'read', done: 1, total: 2, note: `${'東京'.repeat(30)}` });
    vi.advanceTimersByTime(300);
    progress.onProgress({ stage: 'read', note: 'column \u001b[2J\n evil' });
    vi.advanceTimersByTime(300);
    for (const text of screen.written) {
      expect(textWidth(shown(text))).toBeLessThan(40);
      expect(shown(text)).not.toMatch(/\p{Cc}/u);
    }
    progress.stop();
  });
});

describe('elsewhere', () => {
  it('writes a line a stage, and one now and then within it', () => {
    const log = terminal(false);
    const progress = showProgress(log);
    for (let second = 0; second < 12; second++) {
      progress.onProgress({ stage: 'read', done: second, total: 12 });
      vi.advanceTimersByTime(1_000);
    }
    progress.onProgress({ stage: 'search', note: 'best rmse 12.3' });
    progress.stop();
    expect(log.written).toEqual([
      '   0 ms  read 0/12 (0 %)\n',
      '  5.0 s  read 5/12 (41 %)\n',
      ' 10.0 s  read 10/12 (83 %)\n',
      ' 12.0 s  search  best rmse 12.3\n',
    ]);
  });

  it('is quiet lines where a live line is not wanted', () => {
    const screen = terminal(true);
    const progress = showProgress(screen, { live: false });
    progress.onProgress({ stage: 'read' });
    vi.advanceTimersByTime(5_000);
    progress.stop();
    expect(screen.written).toEqual(['   0 ms  read\n']);
  });
});

it('is nothing when quiet', () => {
  const screen = terminal(true);
  const progress = showProgress(screen, { quiet: true });
  progress.onProgress({ stage: 'read' });
  vi.advanceTimersByTime(5_000);
  progress.stop();
  expect(screen.written).toEqual([]);
});
