/** Every case, by area. */
import type { Case } from "./case.ts";
import { IAM_CASES } from "./iam.ts";

export const CASES: readonly Case[] = [...IAM_CASES];
