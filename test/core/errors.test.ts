import { expect, it } from "vitest";
import { messageOf, StagekeeperError } from "../../src/model/errors.ts";

it("a failure tells our code, AWS's name for it, what it came from, and whose it is", () => {
  const cause = new Error("socket hang up");
  const error = new StagekeeperError("conflict", "someone else writes", { cause, awsCode: "ConflictException" });

  expect(error).toMatchObject({ code: "conflict", awsCode: "ConflictException", cause, message: "someone else writes" });
  expect(`${error}`).toBe("StagekeeperError: someone else writes");
});

it.each([
  [new Error("socket hang up"), "socket hang up"],
  ["just text", "just text"],
  [undefined, "undefined"],
])("whatever was thrown says something of itself: %s", (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});
