import { expect, it } from "vitest";
import { stageVariablesIn, substituteStageVariables } from "../../src/kinds/rest-api/stage-variables.ts";
import { stageVariable } from "./builders.ts";

const TEXT = `${stageVariable("A")}:${stageVariable("B")}/${stageVariable("A")}`;

it.each([
  ["F:live", []],
  [TEXT, ["A", "B"]],
  [stageVariable(""), [""]],
  [stageVariable("a-b"), ["a-b"]],
  ["${stageVariables.A", []],
  ["${context.A} stageVariables.A", []],
])("%s uses the stage variables %j, each once", (text, names) => {
  expect(stageVariablesIn(text)).toEqual(names);
});

it.each([
  ["F:live", {}, "F:live"],
  [TEXT, { A: "a", B: "b", C: "c" }, "a:b/a"],
  [TEXT, { A: "a" }, undefined],
  [TEXT, {}, undefined],
  [stageVariable("A"), { A: "" }, ""],
  [stageVariable("constructor"), {}, undefined],
])("%s with %j is %j", (text, variables, expected) => {
  expect(substituteStageVariables(text, variables)).toBe(expected);
});
