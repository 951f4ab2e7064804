/** A real browser before the page: Debian's Chromium. A machine that has none fails. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { ROOT } from "../architecture/sources.ts";

const EXECUTABLE = "/usr/bin/chromium";

/** Ignored by git, kept by CI. */
const SCREENSHOTS = path.join(ROOT, ".cache/page");

export async function openBrowser(): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) throw new Error(`no browser at ${EXECUTABLE}: apt-get install chromium`);
  // A container's root has no sandbox of the kernel's to put the browser in; what it shows is our own.
  return chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

export interface Opened {
  readonly page: Page;
  /** What went wrong on it: errors, and what its policy refused. */
  readonly faults: readonly string[];
  /** Addresses that it asked. */
  readonly asked: readonly string[];
}

export const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** Opens a page, and waits until it shows what the daemon knows, which is below a heading. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  heading = "APIs",
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  const asked: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(url);
  await page.getByRole("heading", { name: heading }).waitFor();
  return { page, faults, asked };
}

export async function screenshot(page: Page, name: string, { fullPage } = { fullPage: true }): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage });
}
