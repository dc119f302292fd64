/**
 * Whether a process lives, by the beats that it answers. One that is stopped or hangs keeps clients waiting on the connections that it
 * has, and is ended soon; one that works on something long is given time, and so are all while none answers: then it is the machine.
 */

/** Beats without an answer after which a process gets no more connections; after which it is ended; the same while it begins. */
const mostMissed = { silent: 4, dead: 30, beginning: 240 } as const;
/** Of a silent process that uses no processor time while others answer: beats after which it is ended. */
const mostIdle = 6;

/** What is known of a process and the others at a beat. */
interface Circumstances {
  readonly isServing: boolean;
  readonly othersAnswer: boolean;
  /** Processor time that it has used, in any unit; undefined where the system does not tell. */
  processorTime(): number | undefined;
}

export class Liveness {
  #missed = 0;
  #idle = 0;
  #time: number | undefined;

  /** It has not answered for seconds. */
  get isSilent(): boolean {
    return this.#missed >= mostMissed.silent;
  }

  /** It has answered. */
  heard(): void {
    this.#missed = 0;
    this.#time = undefined;
  }

  /** It has not answered by the next beat. @returns true when it is to be ended */
  missed({ isServing, othersAnswer, processorTime }: Circumstances): boolean {
    this.#missed++;
    if (!isServing) return this.#missed >= mostMissed.beginning;
    if (this.#missed >= mostMissed.dead) return true;
    if (!this.isSilent) return false;
    const before = this.#time;
    this.#time = processorTime();
    const isIdle = othersAnswer && before !== undefined && this.#time === before;
    this.#idle = isIdle ? this.#idle + 1 : 0;
    return this.#idle >= mostIdle;
  }
}
