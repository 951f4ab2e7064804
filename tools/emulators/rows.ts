/** The emulators that the scenarios run on. One more is one more row here and its rows in deviations.ts. */
import type { Emulator } from "./emulator.ts";
import { moto } from "./moto.ts";

export const EMULATORS: readonly Emulator[] = [moto];
