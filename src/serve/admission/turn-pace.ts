/**
 * How fast requests begin. One that is begun is answered before the next one is read, so a crowd would be worked off in one long turn of
 * the event loop, at whose end the last would hear that there was no room for them. Here a turn begins what fits into a slice of time;
 * the others wait in lines, one for each model, and between two slices everything that has arrived is looked at.
 */
import { monotonicMs } from '../../core/clock.ts';
import { LoopTurn } from './loop-turn.ts';
import type { Priority } from './priority.ts';
import { type Denial, WaitingLine } from './waiting-line.ts';

/** What a turn may begin before it looks at what else has arrived. */
const sliceMs = 2;
/** So many may wait before each model, however long they take: a server that has just started is slow, not overrun. */
const fewestPlaces = 16;
/** A crowd that is gone within this many times the longest wait is a burst, which is answered; only lines that stand longer are cut short. */
const burstWaits = 4;
/** How long one that was let into a line may stay there, in longest waits. */
const patienceWaits = 10;
/** The share of a new measurement in what is known of the cost of a request. */
const freshness = 0.2;

export interface PaceOptions {
  /** Requests of one model that may wait. */
  readonly mostWaiting: number;
  /** Fewer may wait where a crowd stands: those who are begun within this time. */
  readonly maxWaitMs: number;
  readonly nowMs?: () => number;
}

export class TurnPace {
  readonly #options: Required<PaceOptions>;
  readonly #turn: LoopTurn;
  /** Lines in which somebody waits, the next to be served first. */
  #busy: WaitingLine[] = [];
  /** Milliseconds that the loop took for each request that waited, whatever else it did meanwhile. */
  #costMs = 0;
  #begunMs = 0;
  /** It is going to look at the lines. */
  #isAwake = false;
  #awakeSinceMs = 0;
  #begun = 0;

  constructor({ nowMs = monotonicMs, ...options }: PaceOptions) {
    this.#options = { nowMs, ...options };
    this.#turn = new LoopTurn(nowMs);
  }

  /** A line of its own for a model, so that a crowd before one makes nobody wait who asks for another. */
  line(): WaitingLine {
    const { mostWaiting, maxWaitMs, nowMs } = this.#options;
    const most = () => Math.min(mostWaiting, Math.max(fewestPlaces, this.#servedInTime()));
    return new WaitingLine({ most, maxWaitMs: patienceWaits * maxWaitMs, nowMs });
  }

  /** Says when a request may begin: at once in most turns; else when its turn in `line` has come, or with a denial. */
  begin(line: WaitingLine, priority: Priority): Denial | undefined | Promise<Denial | undefined> {
    const ageMs = this.#turn.ageMs();
    if (this.#busy.length === 0 && ageMs <= sliceMs) return undefined;
    if (!line.hasRoomFor(priority)) return 'full';
    return new Promise((resolve) => {
      line.join(priority, Number.POSITIVE_INFINITY, resolve);
      if (!this.#busy.includes(line)) this.#busy.push(line);
      if (this.#isAwake) return;
      this.#isAwake = true;
      this.#awakeSinceMs = this.#options.nowMs();
      this.#later();
    });
  }

  /** How many of one line are begun within the longest wait. */
  #servedInTime(): number {
    const { maxWaitMs, nowMs } = this.#options;
    const isBurst = !this.#isAwake || nowMs() - this.#awakeSinceMs <= burstWaits * maxWaitMs;
    if (isBurst || this.#costMs === 0) return Number.POSITIVE_INFINITY;
    return Math.floor(maxWaitMs / (this.#costMs * Math.max(1, this.#busy.length)));
  }

  #later(): void {
    setImmediate(() => this.#next());
  }

  #next(): void {
    const now = this.#options.nowMs();
    if (this.#begun > 0) {
      const costMs = (now - this.#begunMs) / this.#begun;
      this.#costMs = this.#costMs === 0 ? costMs : (1 - freshness) * this.#costMs + freshness * costMs;
    }
    // Nothing is known of the first: it goes alone.
    const most = this.#costMs === 0 ? 1 : Math.max(1, Math.floor(sliceMs / this.#costMs));
    this.#begunMs = now;
    this.#begun = 0;
    while (this.#begun < most && this.#busy.length > 0) {
      const [line, ...others] = this.#busy;
      // Its last may have gone because the wait was too long.
      if (line.next()) this.#begun++;
      this.#busy = line.length > 0 ? [...others, line] : others;
    }
    // Also when all have begun, so that it becomes known what they took.
    this.#isAwake = this.#begun > 0;
    if (this.#isAwake) this.#later();
  }
}
