/** Every case, by area. */
import type { Case } from "./case.ts";
import { IAM_CASES } from "./iam.ts";
import { IAM_ROLE_CASES } from "./iam-roles.ts";

export const CASES: readonly Case[] = [...IAM_CASES, ...IAM_ROLE_CASES];
