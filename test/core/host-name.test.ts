import { describe, expect, it } from "vitest";
import { isLoopback, isPublicName } from "../../src/model/host-name.ts";

describe("a name in public DNS", () => {
  it.each([
    "evil.example",
    "evil.example:9464",
    "127.0.0.1.nip.io",
    "LOCALHOST.evil.com",
    "localhost.",
    "a.b.c",
    "xn--lcalhost-2ib.com",
  ])("%s", (name) => {
    expect(isPublicName(name)).toBe(name !== "localhost.");
  });

  it.each([
    undefined,
    "",
    "127.0.0.1",
    "127.0.0.1:9464",
    "[::1]:9464",
    "localhost",
    "localhost:9464",
    "daemon",
    "a.localhost:1",
    "host.docker.internal",
  ])("%s is none", (name) => {
    expect(isPublicName(name)).toBe(false);
  });

  it("matters where one listens on the loopback address", () => {
    expect(["127.0.0.1", "127.8.8.8", "::1", "localhost"].map(isLoopback)).toEqual([true, true, true, true]);
    expect(["0.0.0.0", "::", "10.0.0.1", "127.evil.com", ""].map(isLoopback)).toEqual([false, false, false, false, false]);
  });
});
