/** `reconcile status --serve`: the page and the metrics of all targets of a state, until interrupted. */
import packageJson from "../../../package.json" with { type: "json" };
import { runFleetView } from "../../daemon/fleet-view.ts";
import { StagekeeperError } from "../../model/errors.ts";
import { pageFiles } from "../../page/assets.ts";
import type { OpenState } from "../compose-state.ts";
import { composeView } from "../compose-view.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { createLogger } from "../logger.ts";
import { DEFAULT_LISTEN, type StatusOptions } from "../options.ts";
import { listenForSignals } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

const EVERY_MS = 30_000;

/** 0 when it was asked to end. Throws when it cannot be served there. */
export async function serveStatus(options: StatusOptions, state: OpenState, { err }: Pick<Terminal, "err">): Promise<ExitCode> {
  const { listen = DEFAULT_LISTEN, watch, health, interval = EVERY_MS } = options;
  if (watch || health)
    throw new StagekeeperError("invalid", "--serve answers others; --watch and --health ask, so each goes alone");
  if (listen === "off") throw new StagekeeperError("invalid", "--serve at no address: --listen takes one, as in 127.0.0.1:9464");
  const logger = createLogger(options.logLevel ?? "info", err, (text) => err.write(text));
  const signals = listenForSignals(() => undefined);
  const home = composeView(options, state, logger);
  const settings = { version: packageJson.version, listen, page: pageFiles, place: state.store.place, everyMs: interval };
  try {
    await runFleetView(settings, home.ports, signals.signal);
    return EXIT.ok;
  } catch (error) {
    const { host, port } = listen;
    throw new StagekeeperError(
      "invalid",
      `cannot listen on ${host}:${port}: ${errorReportOf(error).message}; --listen takes another address`,
    );
  } finally {
    home.close();
    signals.stop();
  }
}
