import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aCheckout, anAws, buildCommand, type Daemon, startDaemon } from "../daemon/daemon-process.ts";
import { openBrowser, openPage, screenshot } from "./browser.ts";
import { uploadsIn } from "./uploads.ts";

let command: string;
let remove: () => void;
let browser: Browser;

beforeAll(async () => {
  ({ command, remove } = await buildCommand());
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  remove();
});

async function uploads(
  args: readonly string[] = [],
): Promise<{ readonly aws: string; readonly daemon: Daemon; readonly url: string }> {
  const { url: aws } = await anAws();
  const checkout = aCheckout();
  uploadsIn(checkout);
  const daemon = startDaemon(command, { home: checkout.home, url: aws, args });
  await daemon.finished("converged");
  const { url } = await daemon.line(({ msg }) => msg === "started");
  return { aws, daemon, url: String(url) };
}

describe("the page", () => {
  it("shows each API's stages: snapshot, variables, alias, version, environment, throttling", async () => {
    const { url } = await uploads();
    const { page, faults } = await openPage(browser, url);

    const row = page.getByRole("row", { name: /^prod/ });
    await row.waitFor();
    const text = await row.innerText();

    for (const part of ["BUCKET_NAME=acme-images-prod", "ImageUploader : prod → version 1", "100 a second", "200 at once"]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/made (just now|\d+ s ago)/);
    expect(text).toContain("same as dev");
    await screenshot(page, "light");
    expect(faults).toEqual([]);
  });
});
