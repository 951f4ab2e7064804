/** What Lambda would refuse of a function's configuration beyond runtime and role. */
import type { AuthoredPath, FunctionEntry, Problem } from "../authoring.ts";
import { errorAt } from "../authoring.ts";
import { imageDigest } from "./names.ts";

type Own = FunctionEntry["own"];

const TARGET_ARN = /^arn:aws[a-z-]*:(sqs|sns):[a-z0-9-]+:\d{12}:\S+$/;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/\S+$/;
const ACCESS_POINT_ARN = /^arn:aws[a-z-]*:elasticfilesystem:[a-z0-9-]+:\d{12}:access-point\/fsap-[0-9a-f]{17}$/;
/** Runtimes that start from snapshots (Lambda developer guide, "Lambda SnapStart"). */
const SNAPS = /^(java(11|17|21|25)|python3\.(1[2-9])|dotnet(8|9|10))$/;
/** A zip's alone; an image brings them along. */
const OF_ZIPS = ["runtime", "handler", "layers"] as const;

export function* checkConfiguration(own: Own, path: AuthoredPath): Iterable<Problem> {
  yield* checkImage(own, path);
  yield* checkSnapStart(own, [...path, "snapStart"]);
  const { deadLetter, kmsKey, fileSystems = [], logging } = own;
  if (deadLetter !== undefined && deadLetter !== "none" && !TARGET_ARN.test(deadLetter)) {
    yield errorAt([...path, "deadLetter"], "illegal-arn", `"${deadLetter}" is not the ARN of a queue of SQS or a topic of SNS`);
  }
  if (kmsKey !== undefined && kmsKey !== "none" && !KEY_ARN.test(kmsKey)) {
    yield errorAt([...path, "kmsKey"], "illegal-arn", `"${kmsKey}" is not the ARN of a key of KMS`);
  }
  for (const [index, { accessPoint }] of fileSystems.entries()) {
    if (ACCESS_POINT_ARN.test(accessPoint)) continue;
    const at = [...path, "fileSystems", String(index), "accessPoint"];
    yield errorAt(at, "illegal-arn", `"${accessPoint}" is not the ARN of an access point of EFS`);
  }
  if (fileSystems.length > 0 && own.vpc === "none") {
    yield errorAt(
      [...path, "fileSystems"],
      "conflicting-properties",
      "a file system is reached through a network",
      "declare vpc",
    );
  }
  const leveled = logging?.applicationLevel ?? logging?.systemLevel;
  if (leveled !== undefined && logging?.format !== "JSON") {
    yield errorAt([...path, "logging"], "conflicting-properties", "only logs in JSON have levels", "set format: JSON");
  }
}

function* checkImage(own: Own, path: AuthoredPath): Iterable<Problem> {
  const { code, imageConfig } = own;
  const isImage = typeof code === "object" && "image" in code;
  if (!isImage) {
    if (code === undefined || imageConfig === undefined || imageConfig === "none") return;
    yield errorAt([...path, "imageConfig"], "conflicting-properties", "this goes with code that is an image only");
    return;
  }
  if (imageDigest(code.image) === undefined) {
    const message = "an image is named with its digest, for a tag may move and nobody would see it";
    yield errorAt([...path, "code", "image"], "illegal-image", message, 'write it like "REGISTRY/REPOSITORY@sha256:…"');
  }
  for (const member of OF_ZIPS.filter((one) => own[one] !== undefined)) {
    yield errorAt([...path, member], "conflicting-properties", `an image has its own: \`${member}\` goes with a zip only`);
  }
}

function* checkSnapStart(
  { snapStart, runtime, code, fileSystems = [], ephemeralStorage = 512 }: Own,
  path: AuthoredPath,
): Iterable<Problem> {
  if (snapStart !== true) return;
  if (typeof code === "object" && "image" in code) {
    yield errorAt(path, "no-snapshots", "Lambda makes no snapshots of images");
  } else if (runtime !== undefined && !SNAPS.test(runtime)) {
    yield errorAt(
      path,
      "no-snapshots",
      `Lambda makes no snapshots of ${runtime}`,
      "Java 11, Python 3.12, .NET 8 and later have them",
    );
  }
  if (fileSystems.length > 0) yield errorAt(path, "no-snapshots", "Lambda makes no snapshots of functions with file systems");
  if (ephemeralStorage > 512) yield errorAt(path, "no-snapshots", "Lambda makes no snapshots with more than 512 MB in /tmp");
}
