import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { openTerminal, type Streams } from "../../src/cli/terminal.ts";

interface Screen {
  readonly streams: Streams;
  readonly stdin: PassThrough;
  readonly printed: () => string;
}

function screen(settings: { readonly tty?: boolean; readonly columns?: number; readonly env?: NodeJS.ProcessEnv } = {}): Screen {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let text = "";
  for (const stream of [stdout, stderr]) stream.on("data", (part) => (text += part));
  const terminal = { isTTY: settings.tty ?? false, columns: settings.columns };
  const streams = {
    stdin: Object.assign(stdin, { isTTY: settings.tty ?? false }),
    stdout: Object.assign(stdout, terminal),
    stderr: Object.assign(stderr, terminal),
    env: settings.env ?? {},
  };
  // Of a TTY the code uses what any stream has, and the members given here.
  return { streams: streams as unknown as Streams, stdin, printed: () => stripVTControlCharacters(text) };
}

describe("the terminal", () => {
  it.each([
    { reason: "as wide as the terminal is", settings: { columns: 100 }, width: 100 },
    { reason: "no wider than reads well", settings: { columns: 300 }, width: 120 },
    { reason: "as COLUMNS says where there is none", settings: { env: { COLUMNS: "60" } }, width: 60 },
    { reason: "80 where nothing is known", settings: {}, width: 80 },
  ])("is $reason", ({ settings, width }) => {
    expect(openTerminal(true, screen(settings).streams).out.width).toBe(width);
  });

  it("colours what it shows unless --no-color says not to", () => {
    const { streams } = screen({ tty: true });

    expect(openTerminal(true, streams).out.style.good("x")).toBe("\x1b[32mx\x1b[39m");
    expect(openTerminal(false, streams).out.style.good("x")).toBe("x");
  });

  it("writes results and notes where they belong", () => {
    const { streams, printed } = screen();
    const terminal = openTerminal(true, streams);

    terminal.out.write("result\n");
    terminal.err.write("note\n");

    expect(printed()).toBe("result\nnote\n");
    expect(terminal.interactive).toBe(false);
  });

  it("asks and takes the line that is typed", async () => {
    const { streams, stdin, printed } = screen({ tty: true });
    const terminal = openTerminal(true, streams);

    const answer = terminal.ask("Go on? ", new AbortController().signal);
    stdin.write("yes\n");

    expect(await answer).toBe("yes");
    expect(printed()).toContain("Go on? ");
    expect(terminal.interactive).toBe(true);
  });

  it("takes the end of the input for no answer", async () => {
    const { streams, stdin } = screen({ tty: true });

    const answer = openTerminal(true, streams).ask("Go on? ", new AbortController().signal);
    stdin.end();

    expect(await answer).toBe("");
  });

  it("stops asking when it is interrupted", async () => {
    const { streams } = screen({ tty: true });
    const controller = new AbortController();

    const answer = openTerminal(true, streams).ask("Go on? ", controller.signal);
    controller.abort();

    expect(await answer).toBe("");
  });
});
