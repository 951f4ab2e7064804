/** Numbers of which the smallest comes out first, in logarithmic time. Each number stands below its parent or is as large. */
export class MinHeap {
  readonly #numbers: number[] = [];

  push(added: number): void {
    const numbers = this.#numbers;
    let at = numbers.length;
    numbers.push(added);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = numbers[above] ?? 0;
      if (parent <= added) break;
      numbers[at] = parent;
      at = above;
    }
    numbers[at] = added;
  }

  /** `undefined`: there is none. */
  pop(): number | undefined {
    const numbers = this.#numbers;
    const first = numbers[0];
    const last = numbers.pop();
    if (last === undefined || numbers.length === 0) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [numbers[2 * at + 1], numbers[2 * at + 2]];
      if (left === undefined) break;
      const child = right !== undefined && right < left ? 2 * at + 2 : 2 * at + 1;
      const smallest = numbers[child] ?? 0;
      if (smallest >= last) break;
      numbers[at] = smallest;
      at = child;
    }
    numbers[at] = last;
    return first;
  }
}
