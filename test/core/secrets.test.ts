import { describe, expect, it } from "vitest";
import { isSecretName, isSecretValue } from "../../src/kinds/secrets.ts";

describe("a secret", () => {
  it.each([
    "PASSWORD",
    "dbPasswd",
    "API_KEY",
    "apikey",
    "clientSecret",
    "GITHUB_TOKEN",
    "PWD",
    "DB_PWD",
    "private-key",
    "AUTH_KEY",
  ])("is told by the name %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(["BUCKET", "KEY_PREFIX", "PWDX", "TABLE_NAME", "PASSAGE", "monkey"])("is not told by the name %s", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it.each([
    ["the id of an access key", `AKIA${"A1".repeat(8)}`],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"],
    ["a JSON web token", "Bearer eyJhbGciOi.eyJzdWIiOi.c2ln"],
    ["an address with a password", "postgres://user:hunter2@db.example/x"],
    ["a token of GitHub's", `ghp_${"a".repeat(36)}`],
    ["a token of Slack's", "xoxb-0123456789-abc"],
    ["a key of Stripe's", "sk_live_0123456789"],
    ["any of them inside of a value", { list: [{ plain: "x" }, { url: "https://:secret@example.com" }] }],
  ])("is told by its form: %s", (_what, value) => {
    expect(isSecretValue(value)).toBe(true);
  });

  it.each(["AKIA", "https://example.com:8443/a@b", "eyJ.eyJ", "sk_live_", "", 7, null, undefined, [], { a: "b" }, ["plain"]])(
    "is not told by %j",
    (value) => {
      expect(isSecretValue(value)).toBe(false);
    },
  );
});
