/** What the jobs of a home may be, whoever takes them in. */

export const jobLimits = Object.freeze({
  /** Bytes of the rows of one. */
  bytes: 5 * 1024 * 1024 * 1024,
  /** Jobs that wait or run. */
  open: 100,
});
