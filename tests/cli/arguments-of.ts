/** Splits a command line as a shell does, as far as examples need: spaces and double quotes. */
export function argumentsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
}
