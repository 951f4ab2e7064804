/** The code and documents that targets name: whoever follows them is told of those of all, though each is read by itself. */
import type { FleetTarget } from "../model/fleet.ts";

type Told = (paths: readonly string[]) => Promise<void>;

export class NamedCode {
  readonly #told: Told | undefined;
  readonly #paths = new Map<string | null, readonly string[]>();

  constructor(told: Told | undefined) {
    this.#told = told;
  }

  /** Of what other targets named nothing is to be followed any more. */
  keep(targets: readonly FleetTarget[]): void {
    const names = new Set(targets.map(({ name }) => name));
    for (const name of this.#paths.keys()) if (!names.has(name)) this.#paths.delete(name);
  }

  /** Resolves when what this target names is followed. What it named before is, until then. */
  async of({ name }: FleetTarget, paths: readonly string[]): Promise<void> {
    this.#paths.set(name, paths);
    await this.#told?.([...new Set([...this.#paths.values()].flat())]);
  }
}
