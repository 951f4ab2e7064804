/** Where the sandbox is known not to be as AWS is. */
import type { Deviations } from "./deviation.ts";

export const SANDBOX_DEVIATIONS: Deviations = {};
