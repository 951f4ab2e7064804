/** What stands behind an option, read and refused in one place. Each throws `InvalidArgumentError` for what it cannot read. */
import { InvalidArgumentError, Option } from "commander";

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Repeated or separated by commas, which is how the environment variable holds several. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  const added = value.split(",").map((item) => item.trim());
  const odd = added.find((item) => !/[:*]/.test(item));
  if (odd !== undefined)
    throw new InvalidArgumentError(`"${odd}" is no address; one looks like stage:orders/prod or stage:orders/*`);
  return [...previous, ...added];
}

/** Repeated or separated by commas, as above. */
export function names(flags: string, description: string, check: (name: string) => string = (name) => name): Option {
  return new Option(flags, description)
    .argParser((value: string, previous: readonly string[]) => [
      ...previous,
      ...value
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .map(check),
    ])
    .default([], "none");
}

export function tag(text: string): string {
  if (/^[^=]+=/.test(text)) return text;
  throw new InvalidArgumentError(`"${text}" is no tag; one looks like team=red`);
}

/** A result can be written in the format that the ending of the file's name says. */
export function reportFile(file: string): string {
  if (/\.(md|json|txt)$/.test(file)) return file;
  throw new InvalidArgumentError(`"${file}" does not say which format: end it in .md, .json or .txt`);
}

export function integer(name: string, least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`${name} takes a whole number from ${least} to ${most}`);
    }
    return number;
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
export const DAY_MS = 86_400_000;

/** `90s`, `5m`, `1h`, `500ms`; a number alone is seconds. */
export function duration(least: number, most: number): (value: string) => number {
  return (value) => {
    const [, number = "", unit = "s"] = /^(\d+)(ms|s|m|h)?$/.exec(value) ?? [];
    const ms = Number(number) * (UNITS[unit] ?? 0);
    if (number === "" || ms < least || ms > most) {
      throw new InvalidArgumentError(`it takes a time as in 30s, 5m or 1h, from ${least / 1_000}s to ${most / 3_600_000}h`);
    }
    return ms;
  };
}

/** `127.0.0.1:9464`, `[::1]:9464`, `:9464` for every address of the machine, `off` for none. */
export function listenAddress(value: string): ListenAddress | "off" {
  // commander takes null for "nothing was parsed", so off stays a word.
  if (value === "off") return value;
  const [, bracketed, plain = "", port = ""] = /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]:]*)):(\d+)$/.exec(value) ?? [];
  if (port === "" || Number(port) > 65_535) {
    throw new InvalidArgumentError("it takes an address and a port as in 127.0.0.1:9464, :9464, or off");
  }
  return { host: bracketed ?? (plain === "" ? "0.0.0.0" : plain), port: Number(port) };
}

export function url(value: string): string {
  if (!/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : "")) {
    throw new InvalidArgumentError("it takes an http or https URL, as in http://127.0.0.1:4566");
  }
  return value.replace(/\/+$/, "");
}

/** A moment: at a time, in milliseconds since the epoch, or so many milliseconds ago. */
export type Moment = { readonly at: number; readonly ago?: never } | { readonly ago: number };

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** `90m`, `2h` and `7d` ago; or a date, with or without a time, in UTC where it does not say otherwise. */
export function moment(value: string): Moment {
  const [, days] = /^(\d+)d$/.exec(value) ?? [];
  if (days !== undefined) return { ago: Number(days) * DAY_MS };
  if (/^\d+(s|m|h)$/.test(value)) return { ago: duration(0, Number.MAX_SAFE_INTEGER)(value) };
  const [, time, , , zone] = DATE.exec(value) ?? [];
  const at = DATE.test(value) ? Date.parse(time === undefined || zone !== undefined ? value : `${value}Z`) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError("it takes a time ago as in 90m, 2h or 7d, or a date as in 2026-11-22 or 2026-11-22T14:00");
  }
  return { at };
}

export function account(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError("it takes the twelve digits of an AWS account");
  return value;
}

/** `null`: it is a directory. Throws for what begins as a place in S3 and is none. */
export function s3Place(value: string): { readonly bucket: string; readonly prefix: string } | null {
  if (!value.startsWith("s3://")) return null;
  const [, bucket = "", prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(value) ?? [];
  if (bucket === "" || prefix.startsWith("/")) {
    throw new InvalidArgumentError(`"${value}" names no place in S3; one looks like s3://bucket/prefix`);
  }
  return { bucket, prefix };
}

export function statePlace(value: string): string {
  s3Place(value);
  return value;
}
