/** Plans and reports with defaults, so that a test says only what it is about. */
import type { Page } from "../../src/cli/render/plan-text.ts";
import { createStyle } from "../../src/cli/render/style.ts";
import type { Address } from "../../src/model/address.ts";
import { kindOf } from "../../src/model/address.ts";
import type { FieldChange, Plan, Step } from "../../src/model/plan.ts";
import type { RunReport } from "../../src/model/report.ts";

export const PLAIN: Page = { width: 80, style: createStyle(false) };
export const COLOURED: Page = { width: 80, style: createStyle(true) };

export const IDENTITY = { account: "000000000000", region: "us-east-1", partition: "aws" };

export function aChange(
  path: string,
  values: { readonly before?: unknown; readonly after?: unknown; readonly sensitive?: boolean },
): FieldChange {
  return { path, keys: path.split("."), sensitive: false, ...values };
}

export function aStep(address: Address, fields: Partial<Step> = {}): Step {
  return {
    address,
    kind: kindOf(address),
    action: "create",
    cause: "rollout",
    changes: [],
    needs: [],
    lane: address,
    desired: null,
    live: null,
    adopts: false,
    ...fields,
  };
}

export function aPlan(fields: Partial<Plan> = {}): Plan {
  return {
    revision: "rev",
    digest: "d1g35t",
    steps: [],
    blocked: [],
    unchanged: [],
    tolerated: [],
    unmanaged: [],
    shifts: [],
    waiting: [],
    notes: [],
    existing: 0,
    ...fields,
  };
}

export function aReport(fields: Partial<RunReport> = {}): RunReport {
  return {
    outcome: "in-sync",
    revision: "rev",
    identity: IDENTITY,
    plan: aPlan(),
    steps: [],
    violations: [],
    issues: [],
    invokeUrls: {},
    calls: { total: 0, byOperation: {}, retries: 0 },
    forecast: null,
    nextMoveAt: null,
    interrupted: false,
    durationMs: 0,
    ...fields,
  };
}
