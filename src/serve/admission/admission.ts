/**
 * Which requests are worked on, which wait, and which are told at once to come back later. Every model has limits of its own, one
 * for each size of request, found by the answers, and a short line before each; what all share is the event loop, whose turns no model
 * may fill alone.
 */
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { GradientLimit, type GradientOptions } from './gradient-limit.ts';
import type { Priority } from './priority.ts';
import { TurnPace } from './turn-pace.ts';
import { type Denial, WaitingLine } from './waiting-line.ts';

export interface AdmissionOptions {
  /** Requests of one model that may wait. */
  readonly mostWaiting?: number;
  /** How long one may wait before its body is read, and once more before its rows are predicted. */
  readonly maxWaitMs?: number;
  readonly gradient?: GradientOptions;
  /** Whether the program has answered nothing yet, so that its first requests are slow; default false. */
  readonly isCold?: boolean;
  readonly nowMs?: () => number;
}

/** How much a request asks for: requests that take differently long have limits of their own. */
export type Size = 'few' | 'some' | 'many' | 'explained';

/** The size of a request. */
export function sizeOf(rows: number, isExplained = false): Size {
  if (isExplained) return 'explained';
  return rows <= 16 ? 'few' : rows <= 512 ? 'some' : 'many';
}

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
  readonly refused: Readonly<Record<Denial, number>>;
}

interface Door {
  readonly model: string;
  readonly size: Size;
  readonly limit: GradientLimit;
  /** Those whose body is not read yet. */
  readonly unread: WaitingLine;
  readonly line: WaitingLine;
  readonly refused: Record<Denial, number>;
  readonly errors: Readonly<Record<Denial, ModelwrightError>>;
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
  readonly #pace: TurnPace;

  constructor(options: AdmissionOptions = {}) {
    this.#options = options;
    this.#mostWaiting = options.mostWaiting ?? 64;
    this.#maxWaitMs = options.maxWaitMs ?? 50;
    this.#nowMs = options.nowMs ?? monotonicMs;
    const { isCold } = options;
    this.#pace = new TurnPace({
      mostWaiting: this.#mostWaiting,
      maxWaitMs: this.#maxWaitMs,
      isCold,
      nowMs: this.#nowMs,
    });
  }

  /**
   * Says when a request may be read, which is at once in most turns of the loop, or why it need not be: not even few rows would find
   * room. Models that nobody entered yet have room.
   */
  arrive(model: string, priority: Priority): ModelwrightError | undefined | Promise<ModelwrightError | undefined> {
    const door = this.#doors.get(keyOf(model, 'few'));
    if (!door) return undefined;
    if (!door.line.hasRoomFor(priority)) return refuse(door, 'full');
    const denial = this.#pace.begin(door.unread, priority);
    if (denial instanceof Promise) return denial.then((one) => one && refuse(door, one));
    return denial && refuse(door, denial);
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
    return [...this.#doors.values()].map(({ model, size, limit, inFlight, unread, line, refused }) => {
      return { model, size, limit: limit.value, inFlight, waiting: unread.length + line.length, refused };
    });
  }

  #ticket(door: Door): Ticket {
    const beganMs = this.#nowMs();
    const company = ++door.inFlight;
    let isIn = true;
    return {
      leave: (isMeasure) => {
        if (!isIn) return;
        isIn = false;
        door.inFlight--;
        const durationMs = this.#nowMs() - beganMs;
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
      for (const [other, { inFlight, unread, line }] of this.#doors) {
        if (inFlight > 0 || unread.length + line.length > 0) continue;
        this.#doors.delete(other);
        break;
      }
    }
    const error = (problem: string) => new ModelwrightError('OVERLOADED', { model, problem });
    const door: Door = {
      model,
      size,
      limit: new GradientLimit({ nowMs: this.#nowMs, ...this.#options.gradient }),
      unread: this.#pace.line(),
      line: new WaitingLine({ most: () => this.#mostWaiting, maxWaitMs: this.#maxWaitMs, nowMs: this.#nowMs }),
      refused: { full: 0, late: 0 },
      // Made once: an error that is made for every refusal would cost more than the refusal.
      errors: {
        full: error('as many wait already as can be answered in time'),
        late: error(`no place was free within ${this.#maxWaitMs} ms`),
      },
      inFlight: 0,
    };
    this.#doors.set(key, door);
    return door;
  }
}

function keyOf(model: string, size: Size): string {
  return `${size} ${model}`;
}

function refuse(door: Door, reason: Denial): ModelwrightError {
  door.refused[reason]++;
  return door.errors[reason];
}
