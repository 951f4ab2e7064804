/** The tables of known deviations by emulator. */
import type { KindDeviations } from "./kind-deviation.ts";
import { MINISTACK_KINDS } from "./ministack.ts";
import { MOTO_KINDS } from "./moto.ts";

export const KIND_DEVIATIONS: Readonly<Record<string, KindDeviations>> = { moto: MOTO_KINDS, ministack: MINISTACK_KINDS };

/** The release of each that the rows were seen in. */
export const SEEN_IN: Readonly<Record<string, string>> = { moto: "5.2.1", ministack: "1.5.33" };
