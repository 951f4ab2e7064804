/** The emulators that the scenarios and the conformance cases run on. One more is one more row here and its rows in the tables. */
import type { Emulator } from "./emulator.ts";
import { localemu } from "./localemu.ts";
import { ministack } from "./ministack.ts";
import { moto } from "./moto.ts";

export const EMULATORS: readonly Emulator[] = [moto, ministack, localemu];
