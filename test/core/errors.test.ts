import { expect, it } from "vitest";
import { StagekeeperError } from "../../src/model/errors.ts";

it("a failure tells our code, AWS's name for it, what it came from, and whose it is", () => {
  const cause = new Error("socket hang up");
  const error = new StagekeeperError("conflict", "someone else writes", { cause, awsCode: "ConflictException" });

  expect(error).toMatchObject({ code: "conflict", awsCode: "ConflictException", cause, message: "someone else writes" });
  expect(`${error}`).toBe("StagekeeperError: someone else writes");
});
