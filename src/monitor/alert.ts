/** What monitoring has to say: something a person should look at, and what to do next. */
export interface Alert {
  /** snake_case. */
  readonly code: string;
  /** `error` = act now. */
  readonly severity: 'error' | 'warning' | 'info';
  /** Names and counts, never values of rows. */
  readonly message: string;
  readonly column?: string;
}
