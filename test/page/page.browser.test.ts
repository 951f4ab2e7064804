/** The page as such, told what a test says: that everybody can use it, on whatever they have, and however much there is. */
import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Overview } from "../../src/page/overview.ts";
import { openBrowser, openPage, PHONE, screenshot } from "./browser.ts";
import { aCondition, anApi, anOverview, aPass, aStage, fleetOf, NOW } from "./builders.ts";
import { servePage } from "./served-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

const SHIFT = { move: "hold", from: "41", to: "42", percent: 30, step: 3, steps: 10, nextAt: NOW + 60_000 } as const;

/** Something of everything, with names and values as long as AWS lets them be. */
function busy(): Overview {
  const orders = anApi("orders", [
    aStage("orders", "dev", { snapshot: { id: "a1b2c3", madeAt: NOW - 90_000, stale: true, sharedWith: ["test"] } }),
    aStage("orders", "test", { presence: "unknown", snapshot: { id: null, madeAt: null, stale: false, sharedWith: [] } }),
    aStage("orders", "prod", {
      heldSince: NOW - 600_000,
      canary: { percent: 5, snapshot: "d9e8f7", variables: [{ name: "FEATURE", value: "on", sensitive: false }] },
      variables: [
        { name: "DB_PASSWORD", value: "(sensitive, sha256:1a2b3c)", sensitive: true },
        { name: "A_NAME_AS_LONG_AS_SOMEBODY_WANTED_IT_TO_BE_FOR_WHATEVER_REASON", value: "v".repeat(199), sensitive: false },
      ],
      targets: [
        {
          function: "OrdersHandler",
          alias: "live",
          version: "41",
          weights: [{ version: "42", share: 0.3 }],
          environment: [{ name: "TABLE", value: "orders-prod", sensitive: false }],
          environmentOf: "41",
          shift: SHIFT,
          heldSince: null,
        },
      ],
      throttling: { rateLimit: 10_000, burstLimit: 5_000, routes: 3 },
    }),
  ]);
  const drift = aCondition();
  return anOverview({
    apis: [orders, anApi("payments")],
    desired: {
      revision: "5f3c91ab0011",
      commit: "9b941a9cdb5f3c91ab0011-dirty",
      valid: false,
      issues: [{ severity: "error", message: 'unknown property "stagess"', file: "desired-state/orders.yaml", line: 12 }],
    },
    drift: { open: [drift], past: [{ condition: aCondition({ handling: "corrected" }), endedAt: NOW - 30_000 }] },
    problems: [
      aCondition({ id: "failed", type: "run-failed", severity: "critical", summary: "the run failed: AWS is down", changes: [] }),
    ],
    passes: [aPass({ outcome: "failed", error: "AWS is down" }), aPass({ runId: "run-0", count: 12, since: NOW - 3_600_000 })],
    quotas: [{ name: "apigateway", left: 18.5, perSecond: 8 }],
  });
}

async function audit(page: Page): Promise<AxeResults["violations"]> {
  await page.evaluate(axe.source);
  // What axe itself answers, as it documents it.
  const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResults;
  return violations;
}

const summaryOf = ({ id, nodes }: AxeResults["violations"][number]) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`;

describe("everybody can use the page", () => {
  it.each([
    ["light", {}],
    ["dark", { colorScheme: "dark" }],
    ["phone", PHONE],
    ["dark phone", { ...PHONE, colorScheme: "dark" }],
  ] as const)("as far as an audit can tell: %s", async (name, options) => {
    const { url } = await servePage(busy());
    // The audit brings its own script, which the page's policy would not let in.
    const { page } = await openPage(browser, url, { ...options, bypassCSP: true });
    await page.getByText("OrdersHandler").waitFor();

    const violations = await audit(page);

    await screenshot(page, `busy-${name.replace(" ", "-")}`);
    expect(violations.map(summaryOf)).toEqual([]);
  });

  it("with keys alone: to the APIs, through the filter, into a group and out of it", async () => {
    const { url } = await servePage(anOverview({ apis: fleetOf(60) }));
    const { page } = await openPage(browser, url);
    const [press, type] = [page.keyboard.press.bind(page.keyboard), page.keyboard.type.bind(page.keyboard)];

    await press("Tab");
    await press("Enter");
    await press("Tab");
    await type("service-42 prod");
    await page.getByText("1 of 60 APIs").waitFor();
    const [before, table] = [await page.getByRole("table").count(), page.getByRole("table")];
    await press("Tab");
    await press("Tab");
    await press("Enter");
    await table.waitFor({ state: "detached" });
    await press("Enter");
    await table.waitFor();

    expect(before).toBe(1);
    expect(await page.evaluate("document.activeElement.textContent")).toContain("team-2-service-42");
  });

  it("on a phone without scrolling sideways, whatever is shown", async () => {
    const { url } = await servePage(busy());
    const { page } = await openPage(browser, url, PHONE);
    await page.getByText("OrdersHandler").waitFor();

    const [wide, screen] = await page.evaluate<[number, number]>("[document.documentElement.scrollWidth, innerWidth]");

    expect(wide).toBeLessThanOrEqual(screen);
  });

  it("keeps what a person has opened, typed and focused when something new is shown", async () => {
    const served = await servePage(anOverview({ apis: fleetOf(60) }));
    const { page } = await openPage(browser, served.url);
    await page.getByRole("searchbox").fill("service-4");
    await page.getByRole("heading", { name: "team-2-service-42" }).click();
    await page.getByRole("searchbox").focus();

    served.tell(anOverview({ apis: fleetOf(60), desired: { revision: "another00000", commit: null, valid: true, issues: [] } }));
    await page.getByText("another00000").waitFor();

    expect(await page.getByRole("searchbox").inputValue()).toBe("service-4");
    expect(await page.getByRole("table", { name: "Stages of team-2-service-42" }).count()).toBe(1);
    expect(await page.evaluate("document.activeElement.type")).toBe("search");
  });
});

describe("the page says", () => {
  it("where traffic stands that moves from one version to the next", async () => {
    const { url } = await servePage(busy());
    const { page } = await openPage(browser, url);

    const row = page.getByRole("row").filter({ hasText: "OrdersHandler" });

    expect(await row.innerText()).toMatch(/30 % to 42, step 3 of 10, holds, next look in (1 min|\d+ s)/);
    expect(await row.getByRole("progressbar", { name: /^30 % to 42/ }).getAttribute("value")).toBe("30");
  });

  it("who made a drift, once that is known", async () => {
    const actor = {
      arn: "arn:aws:iam::123456789012:user/alice",
      type: "IAMUser",
      event: "UpdateStage",
      eventId: "1",
      sourceIp: "192.0.2.7",
    };
    const named = aCondition({ actor: { ...actor, time: NOW - 300_000 } });
    const { url } = await servePage(anOverview({ drift: { open: [named], past: [{ condition: named, endedAt: NOW }] } }));
    const { page } = await openPage(browser, url);

    for (const region of ["To look at", "Past drift"]) {
      const text = await page.getByRole("region", { name: region }).innerText();
      expect(text).toMatch(/by arn:aws:iam::123456789012:user\/alice with UpdateStage from 192.0.2.7, \d min ago/);
    }
  });

  it("that no drift has ended while some is open, and that there was none when there is none", async () => {
    const served = await servePage(anOverview({ drift: { open: [aCondition()], past: [] } }));
    const { page } = await openPage(browser, served.url);
    const past = page.getByRole("region", { name: "Past drift" });
    const whileOpen = await past.innerText();

    served.tell(anOverview());
    await past.getByText("Nobody has changed anything outside git.").waitFor();

    expect(whileOpen).toContain("None has ended yet.");
  });

  it("what a canary answers with, and to how many", async () => {
    const { url } = await servePage(busy());
    const { page } = await openPage(browser, url);

    const text = await page.getByRole("row").filter({ hasText: "OrdersHandler" }).innerText();

    expect(text).toMatch(/canary: 5 % to snapshot d9e8f7\s+FEATURE=on/);
  });

  it("how each target is, those that are not well first, and of which one everything else is", async () => {
    const failed = aPass({ outcome: "failed", error: "no role" });
    const row = {
      account: "123456789012",
      region: "us-east-1",
      stuck: null,
      valid: true,
      nextPassAt: NOW + 60_000,
      drifts: 0,
    } as const;
    const served = await servePage(
      anOverview({
        account: null,
        region: null,
        ready: false,
        targets: [
          { ...row, target: "dev", state: "in-sync", ready: true, lastPass: aPass(), lastSuccessAt: NOW - 60_000, problems: 0 },
          { ...row, target: "fra", state: "failing", ready: false, lastPass: failed, lastSuccessAt: null, problems: 1 },
        ],
        apis: [
          { ...anApi("orders"), target: "dev" },
          { ...anApi("orders"), target: "fra" },
        ],
        drift: { open: [{ ...aCondition({ address: "rest-api:orders" }), target: "fra" }], past: [] },
        passes: [{ ...aPass(), target: "dev" }],
      }),
    );
    const { page, faults } = await openPage(browser, served.url);

    const rows = await page.getByRole("region", { name: "Targets" }).getByRole("row").allInnerTexts();
    expect(rows.slice(1).map((text) => text.split(/\s+/, 1)[0])).toEqual(["fra", "dev"]);
    expect(rows[1]).toContain("1 problem");
    expect(rows[1]).toContain("no role");
    expect(await page.getByRole("banner").innerText()).toContain("2 targets");
    await page.getByRole("searchbox").fill("fra");
    await page.getByText("1 of 2 APIs").waitFor();
    expect(await page.locator("details.api").innerText()).toContain("drift");
    await page.getByRole("searchbox").fill("dev");
    expect(await page.locator("details.api").innerText()).not.toContain("drift");
    expect(await page.getByRole("region", { name: "Passes" }).innerText()).toContain("dev · interval");
    expect(await audit(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("how far the pass under way is", async () => {
    const served = await servePage(anOverview());
    const { page } = await openPage(browser, served.url);

    served.feed.progress({ type: "observed", done: 120, total: 300 });

    await page.getByText("120 of 300").waitFor();
    await page.getByText("looking at AWS").waitFor();
  });

  it("names and values as they are, and never as markup", async () => {
    const hostile = '<img src="x" onerror="document.title=1"><b>bold</b>';
    const stage = aStage(hostile, hostile, { variables: [{ name: hostile, value: hostile, sensitive: false }] });
    const drift = aCondition({
      summary: hostile,
      details: [hostile],
      changes: [{ path: hostile, desired: hostile, live: hostile }],
    });
    const { url } = await servePage(anOverview({ apis: [anApi(hostile, [stage])], drift: { open: [drift], past: [] } }));

    const { page, faults } = await openPage(browser, url);

    expect(await page.getByText(hostile).count()).toBeGreaterThan(5);
    expect(await page.locator("img, b").count()).toBe(0);
    expect([await page.title(), faults]).toEqual(["Stagekeeper", []]);
  });

  it("which APIs need a look, and only those when asked", async () => {
    const { url } = await servePage(anOverview({ apis: [...fleetOf(60), ...busy().apis], drift: busy().drift }));
    const { page } = await openPage(browser, url);

    await page.getByLabel(/only with drift/).check();

    await page.getByText("1 of 62 APIs").waitFor();
    expect(await page.getByRole("heading", { level: 3 }).allInnerTexts()).toEqual(["orders"]);
  });
});

describe("hundreds of APIs", () => {
  /** Milliseconds until all is shown, until a filter has its effect, and bytes over the wire. */
  async function measure(apis: number) {
    const { url } = await servePage(anOverview({ apis: fleetOf(apis) }));
    const answer = await fetch(`${url}/api/overview`);
    const { page } = await openPage(browser, url);
    const shownAfter = await page.evaluate<number>("performance.now()");
    const nodes = await page.evaluate<number>("document.querySelectorAll('*').length");
    const filterTook = await page.evaluate<number>(`new Promise((resolve) => {
      const box = document.querySelector("input[type=search]");
      const start = performance.now();
      box.value = "service-7 prod";
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    })`);
    await screenshot(page, `fleet-${apis}`);
    return { shownAfter, nodes, filterTook, bytes: Number(answer.headers.get("content-length")) };
  }

  it("cost little more than dozens: 600 are shown within 5 times what 60 take, and filtered while one types", async () => {
    await measure(1);
    const [few, many] = [await best(60), await best(600)];

    expect(many.shownAfter).toBeLessThan(5 * few.shownAfter);
    expect(many.filterTook).toBeLessThan(200);
    expect(many.bytes).toBeLessThan(100_000);
    // Folded groups hold their line and nothing else.
    expect(many.nodes).toBeLessThan(5 * 600);
  });

  /** Of three looks, for whatever else the machine does takes time and gives none. */
  async function best(apis: number) {
    const looks = [await measure(apis), await measure(apis), await measure(apis)] as const;
    const least = (name: "shownAfter" | "filterTook") => Math.min(...looks.map((look) => look[name]));
    const [{ nodes, bytes }] = looks;
    return { nodes, bytes, shownAfter: least("shownAfter"), filterTook: least("filterTook") };
  }
});
