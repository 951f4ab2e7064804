/** The page of a real daemon, as a process before an AWS over HTTP, in a real browser. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aCheckout, anAws, buildCommand, type Checkout, type Daemon, REGION, startDaemon } from "../daemon/daemon-process.ts";
import { openBrowser, openPage, screenshot } from "./browser.ts";
import { pictured, SECRETS, STATE, UPLOADS, uploadsIn } from "./uploads.ts";

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

interface World {
  readonly aws: string;
  readonly checkout: Checkout;
  readonly daemon: Daemon;
  readonly url: string;
}

/** A daemon that has converged. */
async function uploads(args: readonly string[] = []): Promise<World> {
  const { url: aws } = await anAws(200);
  const checkout = aCheckout();
  uploadsIn(checkout);
  return { aws, checkout, ...(await started({ aws, checkout }, args)) };
}

async function started(
  { aws, checkout }: Pick<World, "aws" | "checkout">,
  args: readonly string[],
): Promise<Pick<World, "daemon" | "url">> {
  const daemon = startDaemon(command, { home: checkout.home, url: aws, args });
  await daemon.line(({ msg }) => msg === "run finished");
  const { url } = await daemon.line(({ msg }) => msg === "started");
  return { daemon, url: String(url) };
}

/** Somebody at the console sets a variable of a stage. */
async function setByHand(aws: string, [api, stage, variable]: readonly [string, string, string], value: string): Promise<void> {
  const credentials = { accessKeyId: "console", secretAccessKey: "console" };
  const client = new APIGateway({ endpoint: aws, region: REGION, credentials });
  const { items = [] } = await client.getRestApis({});
  const restApiId = items.find(({ name }) => name === api)?.id;
  const patchOperations = [{ op: "replace" as const, path: `/variables/${variable}`, value }];
  await client.updateStage({ restApiId, stageName: stage, patchOperations });
}

describe("the page of a daemon", () => {
  it("shows each API's stages: snapshot, variables, alias, version, environment, throttling", async () => {
    const { url } = await uploads();
    const { page, faults } = await openPage(browser, url);

    const text = await page.getByRole("row", { name: /^prod/ }).innerText();

    for (const part of ["BUCKET_NAME=acme-images-prod", "ImageUploader : prod → version 1", "LOG_LEVEL=info", "100 a second"]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/made (just now|\d+ s ago)/);
    expect(text).toContain("same as dev");
    expect(await page.getByRole("status").first().innerText()).toContain("All is as git says.");
    expect(await page.getByRole("region", { name: "Passes" }).innerText()).toContain("converged");
    await screenshot(page, "converged");
    expect(faults).toEqual([]);
  });

  it("asks nobody but the daemon, and its policy lets it run nothing else", async () => {
    const { url } = await uploads();
    const { page, asked, faults } = await openPage(browser, url);
    const policy = (await fetch(url)).headers.get("content-security-policy") ?? "";

    // As a text, for there is no document where this file is compiled.
    const ran = await page.evaluate(`
      try {
        const script = document.createElement("script");
        script.append(document.createTextNode("document.title = 'run'"));
        document.head.append(script);
      } catch {}
      document.title`);

    expect(new Set(asked.map((address) => new URL(address).origin))).toEqual(new Set([url]));
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(ran).toBe("Stagekeeper");
    expect(faults.join("\n")).toMatch(/Content Security Policy|TrustedScript/);
  });

  it("shows drift as it is found, and that it was put back, without being asked again", async () => {
    const { aws, url, daemon } = await uploads();
    const { page, faults } = await openPage(browser, url);

    await setByHand(aws, ["ThumbnailAPI", "live", "SIZE"], "512");
    daemon.child.kill("SIGHUP");
    const open = page.getByRole("region", { name: "To look at" });
    await open.getByText("variables.SIZE", { exact: true }).waitFor();

    expect(await open.innerText()).toMatch(/declared\s+256\s+found\s+512/);
    expect(await page.getByRole("row", { name: /^live/ }).innerText()).toContain("drift");
    await screenshot(page, "drift");
    daemon.child.kill("SIGHUP");
    const past = page.getByRole("region", { name: "Past drift" });
    await past.getByText("variables.SIZE", { exact: true }).waitFor();
    expect(await past.innerText()).toMatch(/was put back/);
    await open.waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  it("shows what is wrong with the desired state, and that the last good one is enforced", async () => {
    const { url, checkout } = await uploads();
    const { page } = await openPage(browser, url);

    checkout.put({ [STATE]: UPLOADS.replace("stages:", "stagess:") });

    await page.getByText("The desired state is not valid. The last good one is enforced.").waitFor();
    expect(await page.getByRole("region", { name: "To look at" }).innerText()).toContain(`${STATE}:`);
  });

  it("finds the daemon again after it was away", async () => {
    const world = await uploads();
    const { page } = await openPage(browser, world.url);

    world.daemon.child.kill("SIGTERM");
    await page.getByText("not connected, trying again").waitFor();
    await world.daemon.ended();
    checkoutChange(world.checkout);
    await started(world, ["--listen", new URL(world.url).host]);

    await page.getByText("✓ live").waitFor();
    await page.getByText("SIZE=1024").waitFor();
  });

  it("never holds a secret: not in what is shown, its source, its JSON or its events", async () => {
    const { aws, url, daemon } = await uploads();
    const stop = new AbortController();
    const events = fetch(`${url}/events`, { signal: stop.signal }).then(async (answer) => {
      let all = "";
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
        all += part.value;
        if ((all.match(/event: pass/g) ?? []).length > 1) break;
      }
      stop.abort();
      return all;
    });
    const { page } = await openPage(browser, url);

    await setByHand(aws, ["ImageUploadAPI", "prod", "DB_PASSWORD"], "hunter2-by-hand");
    daemon.child.kill("SIGHUP");
    await page.getByRole("region", { name: "To look at" }).getByText("variables.DB_PASSWORD", { exact: true }).waitFor();
    const json = await (await fetch(`${url}/api/overview`)).text();
    const told = [await page.content(), await page.innerText("body"), json, await (await fetch(url)).text(), await events];

    expect(json).toContain("DB_PASSWORD");
    expect(told[4]).toContain("event: progress");
    for (const secret of [...SECRETS, "hunter2-by-hand"]) {
      expect(told.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it("shows a shift under way and drift that is tolerated, as on the picture in the README", async () => {
    const { url: aws } = await anAws(200);
    const checkout = aCheckout();
    const handler = (version: number) => `export const handler = async () => ({ statusCode: 200, body: "${version}" });\n`;
    const shift = "shift: { linear: { percent: 20, every: 10m } }";
    checkout.commit({ "functions/uploader/index.mjs": handler(1), [STATE]: pictured(shift) });
    const { daemon, url } = await started({ aws, checkout }, []);
    await setByHand(aws, ["ImageUploadAPI", "prod", "BUCKET_NAME"], "acme-images-old");
    await pass(daemon);
    await setByHand(aws, ["ThumbnailAPI", "live", "SIZE"], "1024");
    checkout.commit({ "functions/uploader/index.mjs": handler(2) });
    await daemon.finished("shifting");
    await pass(daemon);
    const { page, faults } = await openPage(browser, url, { viewport: { width: 1120, height: 830 } });

    expect(await page.getByRole("row", { name: /^prod/ }).innerText()).toMatch(/20 % to \d, step 1 of 5, holds/);
    expect(await page.getByRole("region", { name: "To look at" }).innerText()).toContain("OPS-2114");
    expect(await page.getByRole("region", { name: "Past drift" }).innerText()).toContain("acme-images-old");
    await screenshot(page, "picture", { fullPage: false });
    expect(faults).toEqual([]);
  });
});

/** One more pass, at once. */
async function pass({ child, lines, line }: Daemon): Promise<void> {
  const after = lines.length;
  child.kill("SIGHUP");
  await line(({ msg, trigger }) => msg === "run finished" && trigger === "signal", after);
}

function checkoutChange(checkout: Checkout): void {
  checkout.commit({ [STATE]: UPLOADS.replace('SIZE: "256"', 'SIZE: "1024"') });
}
