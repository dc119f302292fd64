/** What the demo says: headings, figures, checks that must hold, and the table at the end. */
import Table from 'cli-table3';

export function openLedger() {
  const rows = [];
  let failures = 0;
  return {
    heading(text) {
      console.log(`\n== ${text}`);
    },
    say(text) {
      console.log(`   ${text}`);
    },
    /** A measured figure for the table. */
    figure(name, value) {
      rows.push([name, value]);
      console.log(`   ${name}: ${value}`);
    },
    /** A statement that has to be true. */
    check(statement, holds) {
      if (!holds) failures++;
      console.log(`   ${holds ? 'ok' : 'NOT TRUE'}: ${statement}`);
    },
    /** Prints the table; returns the number of statements that did not hold. */
    close() {
      const table = new Table({ head: ['measured', 'value'], style: { head: [], border: [] }, wordWrap: true });
      table.push(...rows);
      console.log(`\n${table.toString()}`);
      return failures;
    },
  };
}

/** A figure with its interval. */
export function withInterval({ value, ci }, digits = 4) {
  return `${value.toFixed(digits)} [${ci.map((end) => end.toFixed(digits)).join(', ')}]`;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
