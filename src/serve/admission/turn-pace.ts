/**
 * How fast requests begin. One that is begun is answered before the next one is read, so a crowd would be worked off in one long turn of
 * the event loop, at whose end the last would hear that there was no room for them. Here a turn begins what fits into a slice of time;
 * the others wait in lines, one for each model, and between two slices everything that has arrived is looked at.
 */
import { monotonicMs } from '../../core/clock.ts';
import { LoopTurn } from './loop-turn.ts';
import type { Priority } from './priority.ts';
import { type Denial, WaitingLine } from './waiting-line.ts';

/** What a turn may begin before it looks at what else has arrived; as much as refusals take where they take more. */
const sliceMs = 2;
/** So many may wait before each model, however long they take. */
const fewestPlaces = 16;
/**
 * The compiler makes a program quick while it answers its first requests: until then it is slow, not overrun, and of those who wait it
 * sends away only what is many times too much.
 */
const [coldRequests, coldTimes] = [2_000, 8];
/** A crowd that is gone within this many times the longest wait is a burst, which is answered; only lines that stand longer are cut short. */
const burstWaits = 4;
/** How long one that was let into a line may stay there, in longest waits. */
const patienceWaits = 10;
/** The share of a new measurement in what is known of the pace. */
const freshness = 0.2;
/** How much what is known of the cost of a request may change with one measurement. */
const [mostFall, mostGrowth] = [0.5, 1.1];
/** What comes later after somebody was sent away is other work. */
const longestRefusalMs = 0.2;

export interface PaceOptions {
  /** Requests of one model that may always wait, except where a crowd stands. */
  readonly mostWaiting: number;
  /** As many may wait as are begun within this time, however many that is. */
  readonly maxWaitMs: number;
  /** Whether the program has answered nothing yet; default false. */
  readonly isCold?: boolean;
  readonly nowMs?: () => number;
}

export class TurnPace {
  readonly #options: Required<PaceOptions>;
  readonly #turn: LoopTurn;
  /** Lines in which somebody waits, the next to be served first. */
  #busy: WaitingLine[] = [];
  /**
   * Milliseconds that a request takes, rather too few: growing slowly, and without those who are sent away. If these counted, a crowd
   * would make requests look dear, fewer would begin, and more be sent away.
   */
  #costMs = 0;
  /** Milliseconds from one request that waited to the next, whatever else is done between them. */
  #paceMs = 0;
  #begunMs = 0;
  /** When the last one was sent away, and the time that this has taken since requests began. */
  #refusedMs: number | undefined;
  #refusalsMs = 0;
  /** It is going to look at the lines. */
  #isAwake = false;
  #awakeSinceMs = 0;
  /** In this turn. */
  #begun = 0;
  #begunInAll = 0;

  constructor({ nowMs = monotonicMs, isCold = false, ...options }: PaceOptions) {
    this.#options = { nowMs, isCold, ...options };
    this.#turn = new LoopTurn(nowMs);
  }

  /** A line of its own for a model, so that a crowd before one makes nobody wait who asks for another. */
  line(): WaitingLine {
    const { maxWaitMs, nowMs } = this.#options;
    return new WaitingLine({ most: () => this.#places(), maxWaitMs: patienceWaits * maxWaitMs, nowMs });
  }

  /** Says when a request may begin: at once in most turns; else when its turn in `line` has come, or with a denial. */
  begin(line: WaitingLine, priority: Priority): Denial | undefined | Promise<Denial | undefined> {
    const ageMs = this.#turn.ageMs();
    if (this.#busy.length === 0 && ageMs <= sliceMs) {
      this.#begunInAll++;
      return undefined;
    }
    this.#endRefusal();
    if (!line.hasRoomFor(priority)) {
      this.#refusedMs = this.#options.nowMs();
      return 'full';
    }
    return new Promise((resolve) => {
      line.join(priority, Number.POSITIVE_INFINITY, resolve);
      if (!this.#busy.includes(line)) this.#busy.push(line);
      if (this.#isAwake) return;
      this.#isAwake = true;
      this.#awakeSinceMs = this.#options.nowMs();
      this.#later();
    });
  }

  /** How many may wait before one model. */
  #places(): number {
    const { mostWaiting, maxWaitMs, isCold, nowMs } = this.#options;
    if (isCold && this.#begunInAll < coldRequests) return coldTimes * mostWaiting;
    const inTime = (ms: number) => (ms === 0 ? 0 : Math.floor(maxWaitMs / (ms * Math.max(1, this.#busy.length))));
    const isBurst = !this.#isAwake || nowMs() - this.#awakeSinceMs <= burstWaits * maxWaitMs;
    return isBurst ? Math.max(mostWaiting, inTime(this.#costMs)) : Math.max(fewestPlaces, inTime(this.#paceMs));
  }

  #later(): void {
    setImmediate(() => this.#next());
  }

  #next(): void {
    const now = this.#options.nowMs();
    this.#endRefusal();
    if (this.#begun > 0) this.#measure(now - this.#begunMs);
    const most = this.#mostNow();
    this.#begunMs = now;
    this.#begun = 0;
    this.#refusalsMs = 0;
    while (this.#begun < most && this.#busy.length > 0) {
      const [line, ...others] = this.#busy;
      // Its last may have gone because the wait was too long.
      if (line.next()) this.#begun++;
      this.#busy = line.length > 0 ? [...others, line] : others;
    }
    this.#begunInAll += this.#begun;
    // Also when all have begun, so that it becomes known what they took.
    this.#isAwake = this.#begun > 0;
    if (this.#isAwake) this.#later();
  }

  /** How many may begin in this turn. */
  #mostNow(): number {
    // Nothing is known of the first: it goes alone.
    if (this.#costMs === 0) return 1;
    return Math.max(1, Math.floor(Math.max(sliceMs, this.#refusalsMs) / this.#costMs));
  }

  /** Who was sent away has been answered when the next one is looked at. */
  #endRefusal(): void {
    if (this.#refusedMs === undefined) return;
    this.#refusalsMs += Math.min(longestRefusalMs, this.#options.nowMs() - this.#refusedMs);
    this.#refusedMs = undefined;
  }

  /** @param turnMs since those began that began last */
  #measure(turnMs: number): void {
    const paceMs = turnMs / this.#begun;
    this.#paceMs = this.#paceMs === 0 ? paceMs : (1 - freshness) * this.#paceMs + freshness * paceMs;
    const costMs = (turnMs - this.#refusalsMs) / this.#begun;
    const [least, most] = [mostFall * this.#costMs, mostGrowth * this.#costMs];
    this.#costMs = this.#costMs === 0 ? paceMs : Math.min(Math.max(costMs, least), most);
  }
}
