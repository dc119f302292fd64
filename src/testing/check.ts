/** One check of a published suite, for any test runner. */
export interface Check {
  readonly name: string;
  /** Throws when the check fails. A returned text says why the check does not apply here. */
  run(): Promise<string | undefined> | string | undefined;
}
