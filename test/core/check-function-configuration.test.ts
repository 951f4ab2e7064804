/** What Lambda takes of a function's configuration, and what it does not: the codes say why. */
import { expect, it } from "vitest";
import { checkConfiguration } from "../../src/kinds/function/check-configuration.ts";
import { told } from "./authored.ts";

type Own = Parameters<typeof checkConfiguration>[0];
const ACCESS_POINT = "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0";
const IMAGE = `registry/worker@sha256:${"a".repeat(64)}`;
const files = [{ accessPoint: ACCESS_POINT, path: "/mnt/a" }];

it.each<[what: string, own: Own, problems: readonly string[]]>([
  ["nothing", {}, []],
  ["a queue", { deadLetter: "arn:aws:sqs:us-east-1:123456789012:dead" }, []],
  ["no queue", { deadLetter: "none" }, []],
  ["a function for a queue", { deadLetter: "arn:aws:lambda:us-east-1:123456789012:function:x" }, ["illegal-arn at deadLetter"]],
  ["a key", { kmsKey: "arn:aws:kms:us-east-1:123456789012:key/1" }, []],
  ["no key", { kmsKey: "none" }, []],
  ["a key by its name", { kmsKey: "alias/acme" }, ["illegal-arn at kmsKey"]],
  ["a file system", { fileSystems: files }, []],
  [
    "a file system by its id",
    { fileSystems: [{ accessPoint: "fs-1", path: "/mnt/a" }] },
    ["illegal-arn at fileSystems.0.accessPoint"],
  ],
  ["a file system without a network", { fileSystems: files, vpc: "none" }, ["conflicting-properties at fileSystems"]],
  ["levels in text", { logging: { applicationLevel: "INFO" } }, ["conflicting-properties at logging"]],
  ["Lambda's level in text", { logging: { format: "Text", systemLevel: "INFO" } }, ["conflicting-properties at logging"]],
  ["levels in JSON", { logging: { format: "JSON", systemLevel: "INFO" } }, []],
  ["an image", { code: { image: IMAGE }, imageConfig: { command: ["x"] } }, []],
  ["an image by its tag", { code: { image: "registry/worker:latest" } }, ["illegal-image at code.image"]],
  ["an image with a handler", { code: { image: IMAGE }, handler: "a.b" }, ["conflicting-properties at handler"]],
  ["an image's start of a zip", { code: "fn", imageConfig: { command: ["x"] } }, ["conflicting-properties at imageConfig"]],
  ["no image's start of a zip", { code: "fn", imageConfig: "none" }, []],
  ["an image's start of code that others ship", { imageConfig: { command: ["x"] } }, []],
  ["snapshots of Java", { snapStart: true, runtime: "java21" }, []],
  ["snapshots of who knows what", { snapStart: true }, []],
  ["no snapshots of Node.js", { snapStart: false, runtime: "nodejs22.x" }, []],
  ["snapshots of Node.js", { snapStart: true, runtime: "nodejs22.x" }, ["no-snapshots at snapStart"]],
  ["snapshots of an image", { snapStart: true, code: { image: IMAGE } }, ["no-snapshots at snapStart"]],
  ["snapshots with files", { snapStart: true, fileSystems: files }, ["no-snapshots at snapStart"]],
  ["snapshots with much storage", { snapStart: true, ephemeralStorage: 513 }, ["no-snapshots at snapStart"]],
])("%s", (_what, own, problems) => {
  expect(told(checkConfiguration(own, []))).toEqual(problems);
});
