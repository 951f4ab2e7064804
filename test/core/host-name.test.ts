import { describe, expect, it } from "vitest";
import { isLoopback, isPublicName } from "../../src/model/host-name.ts";

describe("a name in public DNS", () => {
  it.each([
    "evil.example",
    "evil.example:9464",
    "127.0.0.1.nip.io",
    "x127.0.0.1",
    "1.2.3.4.5",
    "127.0.0.",
    "LOCALHOST.evil.com",
    "localhost.evil.example.",
    "notlocalhost.evillocal",
    "a.b.c",
    "xn--lcalhost-2ib.com",
  ])("%s", (name) => {
    expect(isPublicName(name)).toBe(true);
  });

  it.each([
    undefined,
    "",
    "127.0.0.1",
    "127.0.0.1:9464",
    "10.200.30.4",
    "[::1]:9464",
    "[::ffff:127.0.0.1]:9464",
    "localhost",
    "localhost:9464",
    "localhost:",
    "localhost.",
    "LOCALHOST",
    "daemon",
    "daemon.",
    "a.localhost:1",
    "host.docker.internal",
    "host.docker.internal.",
    "printer.local",
    "router.home.arpa",
  ])("%s is none", (name) => {
    expect(isPublicName(name)).toBe(false);
  });

  it("matters where one listens on the loopback address", () => {
    expect(["127.0.0.1", "127.8.8.8", "::1", "localhost"].map(isLoopback)).toEqual([true, true, true, true]);
    expect(["0.0.0.0", "::", "10.0.0.1", "127.evil.com", ""].map(isLoopback)).toEqual([false, false, false, false, false]);
  });
});
