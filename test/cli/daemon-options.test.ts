import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { OPTIONS } from "../../src/cli/option-table.ts";

/** What the command makes of an option's text; commander's own error for what it refuses. */
function parse(flag: string, value: string): unknown {
  const option = OPTIONS.map((row) => row.option()).find(({ long }) => long === flag);
  if (option === undefined) throw new Error(`there is no ${flag}`);
  const command = new Command()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addOption(option);
  command.parse([`${flag}=${value}`], { from: "user" });
  return command.opts()[option.attributeName()];
}

describe("the options of the daemon", () => {
  it.each([
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h", 3_600_000],
    ["1500ms", 1_500],
    ["60", 60_000],
    ["24h", 86_400_000],
  ])("take %s for a time", (text, ms) => {
    expect(parse("--interval", text)).toBe(ms);
  });

  it.each(["", "0s", "999ms", "25h", "-5m", "5 m", "5d", "five", "1e3s"])("refuse %j as an interval, and show one", (text) => {
    expect(() => parse("--interval", text)).toThrow(/30s, 5m or 1h/);
  });

  it.each([
    ["127.0.0.1:9464", { host: "127.0.0.1", port: 9464 }],
    [":9464", { host: "0.0.0.0", port: 9464 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["[::1]:9464", { host: "::1", port: 9464 }],
    ["off", "off"],
  ])("take %s for an address to listen on", (text, address) => {
    expect(parse("--listen", text)).toEqual(address);
  });

  it.each(["", "9464", "127.0.0.1", "host:70000", "::1:9464", "[::1]", "host:port", "http://127.0.0.1:9464"])(
    "refuse %j as an address, and show one",
    (text) => {
      expect(() => parse("--listen", text)).toThrow(/127\.0\.0\.1:9464, :9464, or off/);
    },
  );
});
