/** A function as Lambda shows it: which members appear, and which only in which state. */
import { aNumber, aText, the } from "../match.ts";
import type { Scene } from "../scene.ts";
import { ECHO, functionArn, sha256Of } from "./function.ts";

export const A_REVISION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const CREATING = "The function is being created.";

/** The state members as they come. An update gets the reason of a creation (recorded). */
export const PENDING = { State: "Pending", StateReason: CREATING, StateReasonCode: "Creating" };
export const ACTIVE = { State: "Active", LastUpdateStatus: "Successful" };
export const UPDATING = {
  State: "Active",
  LastUpdateStatus: "InProgress",
  LastUpdateStatusReason: CREATING,
  LastUpdateStatusReasonCode: "Creating",
};

/** What lists show of a function made by `functionInput` without options: no states, no runtime version. */
export function listedFunction(scene: Scene, FunctionName: string, more: object = {}): object {
  return {
    FunctionName,
    FunctionArn: functionArn(scene, FunctionName),
    Role: the("role"),
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Description: "",
    Timeout: 3,
    MemorySize: 128,
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    PackageType: "Zip",
    TracingConfig: { Mode: "PassThrough" },
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${FunctionName}` },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    CodeSha256: sha256Of(ECHO),
    CodeSize: aNumber(),
    LastModified: aText(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
    RevisionId: aText(A_REVISION),
    Version: "$LATEST",
    ...more,
  };
}

/** What every other answer shows. */
export function shownFunction(scene: Scene, FunctionName: string, more: object = {}): object {
  const RuntimeVersionConfig = { RuntimeVersionArn: aText(/^arn:aws:lambda:.*::runtime:.+$/) };
  return { ...listedFunction(scene, FunctionName), RuntimeVersionConfig, ...more };
}
