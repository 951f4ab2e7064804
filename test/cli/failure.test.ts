import { describe, expect, it } from "vitest";
import { errorReportOf } from "../../src/cli/failure.ts";
import { StagekeeperError } from "../../src/model/errors.ts";

describe("a failure", () => {
  it.each([
    [
      "of AWS has AWS's name",
      new StagekeeperError("denied", "no", { awsCode: "AccessDenied" }),
      { code: "AccessDenied", message: "no" },
    ],
    ["of ours has our code", new StagekeeperError("invalid", "no region"), { code: "invalid", message: "no region" }],
    [
      "of the system has its code",
      Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" }),
      { code: "EACCES", message: "EACCES: permission denied" },
    ],
    ["of several lines is told in one", new Error("one\n  two\n"), { code: "unexpected", message: "one two" }],
    ["that is no error is told all the same", "boom", { code: "unexpected", message: "boom" }],
  ])("%s", (_what, thrown, report) => {
    expect(errorReportOf(thrown)).toEqual(report);
  });
});
