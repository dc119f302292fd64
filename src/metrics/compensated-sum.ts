/** A running sum with a compensation term (Neumaier), for sums that are read while they grow. */

export class CompensatedSum {
  #total = 0;
  #lost = 0;

  add(term: number): void {
    const next = this.#total + term;
    const kept = next - this.#total;
    this.#lost += this.#total - (next - kept) + (term - kept);
    this.#total = next;
  }

  get value(): number {
    return Number.isFinite(this.#total) ? this.#total + this.#lost : this.#total;
  }
}
