import type { Logger } from "../model/ports.ts";

/** A logger that adds the same fields to every line, so that each is said once, by whoever knows it. */
export function bindLogger(logger: Logger, bound: object): Logger {
  return bindLatest(logger, () => bound);
}

/** As `bindLogger`, for what changes: a line is given the fields as they are when it is written. */
export function bindLatest(logger: Logger, latest: () => object): Logger {
  return {
    debug: (fields, message) => logger.debug({ ...latest(), ...fields }, message),
    info: (fields, message) => logger.info({ ...latest(), ...fields }, message),
    warn: (fields, message) => logger.warn({ ...latest(), ...fields }, message),
    error: (fields, message) => logger.error({ ...latest(), ...fields }, message),
  };
}
