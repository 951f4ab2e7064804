import { STS } from "@aws-sdk/client-sts";
import { expect, it } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

it("STS GetCallerIdentity names the sandbox's account", async () => {
  const sandbox = createSandbox({ clock: createVirtualClock(), account: "111111111111" });
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const sts = new STS({ region: "us-east-1", credentials, requestHandler: sandbox.requestHandler("sts") });

  const { Account, Arn } = await sts.getCallerIdentity();

  expect([Account, Arn]).toEqual(["111111111111", "arn:aws:iam::111111111111:user/sandbox"]);
});
