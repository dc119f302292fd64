/** A growing list of numbers in one array. */
export class NumberList {
  private values = new Float64Array(8);
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(value: number): void {
    if (this.count === this.values.length) {
      const larger = new Float64Array(this.count * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count++] = value;
  }

  /** The numbers; nothing may be added afterwards. */
  array(): Float64Array {
    return this.values.slice(0, this.count);
  }
}
