/**
 * Which requests are worked on, which wait, and which are told at once to come back later. Every model has limits of its own, one
 * for each size of request, found by the answers, and a short line before each; what all share is the event loop, whose turns no model
 * may fill alone.
 */
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { GradientLimit, type GradientOptions } from './gradient-limit.ts';
import { LoopTurn } from './loop-turn.ts';
import { type Priority, rankOf } from './priority.ts';
import { type Denial, WaitingLine } from './waiting-line.ts';

export interface AdmissionOptions {
  /** Requests of one model that may wait. */
  readonly mostWaiting?: number;
  /** How long one may wait, in the line or unread in its socket. */
  readonly maxWaitMs?: number;
  readonly gradient?: GradientOptions;
  readonly nowMs?: () => number;
}

/** How much a request asks for: requests that take differently long have limits of their own. */
export type Size = 'few' | 'some' | 'many' | 'explained';

/** The size of a request. */
export function sizeOf(rows: number, isExplained = false): Size {
  if (isExplained) return 'explained';
  return rows <= 16 ? 'few' : rows <= 512 ? 'some' : 'many';
}

/** Why requests were told to come back: too many in line, too long in line, or read too late in a turn of the loop. */
export type Refusal = Denial | 'unread';

/** One request that is worked on. */
export interface Ticket {
  /** It is done; `isMeasure` says that its duration tells about the model. Later calls do nothing. */
  leave(isMeasure: boolean): void;
}

/** What is known of a model's requests now. */
export interface AdmissionFigures {
  readonly model: string;
  readonly size: Size;
  readonly limit: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** Since the start. */
  readonly refused: Readonly<Record<Refusal, number>>;
}

interface Door {
  readonly model: string;
  readonly size: Size;
  readonly limit: GradientLimit;
  readonly line: WaitingLine;
  readonly refused: Record<Refusal, number>;
  readonly errors: Readonly<Record<Refusal, ModelwrightError>>;
  inFlight: number;
}

/** Models that have a door; the one that was asked for longest ago makes room, if nothing of it is in flight. */
const mostDoors = 1000;

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #mostWaiting: number;
  readonly #maxWaitMs: number;
  readonly #nowMs: () => number;
  readonly #doors = new Map<string, Door>();
  readonly #turn: LoopTurn;
  #turnNumber = 0;
  /** Work that began and ended in the current turn of the loop, by the models that were asked in it. */
  #workedMs = new Map<string, number>();
  #modelsBefore = 0;

  constructor(options: AdmissionOptions = {}) {
    this.#options = options;
    this.#mostWaiting = options.mostWaiting ?? 64;
    this.#maxWaitMs = options.maxWaitMs ?? 50;
    this.#nowMs = options.nowMs ?? monotonicMs;
    this.#turn = new LoopTurn(() => this.#endTurn(), this.#nowMs);
  }

  /** Why a request need not be read: not even few rows would find room. Models that nobody entered yet have room. */
  refusal(model: string, priority: Priority): ModelwrightError | undefined {
    const door = this.#doors.get(keyOf(model, 'few'));
    const ageMs = this.#turn.ageMs();
    if (!door) return undefined;
    if (this.#isUnread(door, priority, ageMs)) return refuse(door, 'unread');
    return door.line.hasRoomFor(priority) ? undefined : refuse(door, 'full');
  }

  /**
   * Lets a request in, at once or after a short wait.
   *
   * @param patienceMs Time that the request has left.
   * @throws OVERLOADED, as a rejection
   */
  enter(
    model: string,
    size: Size,
    priority: Priority,
    patienceMs = Number.POSITIVE_INFINITY,
  ): Ticket | Promise<Ticket> {
    const door = this.#doorOf(model, size);
    if (door.inFlight < door.limit.value && door.line.length === 0) return this.#ticket(door);
    return new Promise((resolve, reject) => {
      door.line.join(priority, patienceMs, (denial) => {
        if (denial === undefined) resolve(this.#ticket(door));
        else reject(refuse(door, denial));
      });
    });
  }

  figures(): AdmissionFigures[] {
    return [...this.#doors.values()].map(({ model, size, limit, inFlight, line, refused }) => {
      return { model, size, limit: limit.value, inFlight, waiting: line.length, refused };
    });
  }

  /**
   * A request that is read late in a turn has waited that long. One long turn is a burst, which is answered; where it follows another,
   * less urgent requests are sent away earlier, and a model that had less than half its share of the turn is let in for as long again:
   * the crowd is not its own.
   */
  #isUnread(door: Door, priority: Priority, ageMs: number): boolean {
    const workedMs = this.#workedMs.get(door.model) ?? 0;
    this.#workedMs.set(door.model, workedMs);
    const budgetMs = this.#maxWaitMs / (1 << rankOf(priority));
    if (ageMs <= budgetMs || this.#turn.beforeMs <= budgetMs / 2) return false;
    const models = Math.max(this.#workedMs.size, this.#modelsBefore);
    return ageMs > 2 * budgetMs || workedMs >= budgetMs / models / 2;
  }

  #ticket(door: Door): Ticket {
    const beganMs = this.#nowMs();
    const turn = this.#turnNumber;
    const company = ++door.inFlight;
    let isIn = true;
    return {
      leave: (isMeasure) => {
        if (!isIn) return;
        isIn = false;
        door.inFlight--;
        const durationMs = this.#nowMs() - beganMs;
        if (turn === this.#turnNumber) {
          this.#workedMs.set(door.model, (this.#workedMs.get(door.model) ?? 0) + durationMs);
        }
        if (isMeasure) door.limit.observe(durationMs, company);
        while (door.inFlight < door.limit.value && door.line.next());
      },
    };
  }

  #doorOf(model: string, size: Size): Door {
    const key = keyOf(model, size);
    const known = this.#doors.get(key);
    if (known) return known;
    if (this.#doors.size >= mostDoors) {
      for (const [other, { inFlight, line }] of this.#doors) {
        if (inFlight > 0 || line.length > 0) continue;
        this.#doors.delete(other);
        break;
      }
    }
    const error = (problem: string) => new ModelwrightError('OVERLOADED', { model, problem });
    const door: Door = {
      model,
      size,
      limit: new GradientLimit({ nowMs: this.#nowMs, ...this.#options.gradient }),
      line: new WaitingLine({ most: this.#mostWaiting, maxWaitMs: this.#maxWaitMs, nowMs: this.#nowMs }),
      refused: { full: 0, late: 0, unread: 0 },
      // Made once: an error that is made for every refusal would cost more than the refusal.
      errors: {
        full: error(`${this.#mostWaiting} requests wait already`),
        late: error(`no place was free within ${this.#maxWaitMs} ms`),
        unread: error(`requests wait longer than ${this.#maxWaitMs} ms`),
      },
      inFlight: 0,
    };
    this.#doors.set(key, door);
    return door;
  }

  #endTurn(): void {
    this.#turnNumber++;
    this.#modelsBefore = this.#workedMs.size;
    this.#workedMs.clear();
  }
}

function keyOf(model: string, size: Size): string {
  return `${size} ${model}`;
}

function refuse(door: Door, reason: Refusal): ModelwrightError {
  door.refused[reason]++;
  return door.errors[reason];
}
