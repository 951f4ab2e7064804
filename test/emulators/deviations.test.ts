import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { DEVIATIONS } from "../../tools/emulators/deviations.ts";
import { accountOf, emptyAccount } from "./account.ts";

describe.each(inject("emulators").filter(({ resetUrl }) => resetUrl !== undefined))(
  "$name still deviates from AWS where its rows say so",
  (emulator) => {
    const rows = DEVIATIONS.filter((deviation) => deviation.emulator === emulator.name);

    beforeEach(() => emptyAccount(emulator));
    afterEach(() => emptyAccount(emulator));

    it.each(rows)("$fact: $instead", async ({ behavesAsAws }) => {
      const asAws = await behavesAsAws(accountOf(emulator));

      expect(asAws, "the emulator has improved: take this row out of tools/emulators/deviations.ts").toBe(false);
    });

    it("and no row is of an emulator that does not run", () => {
      const running = inject("emulators").map(({ name }) => name);

      expect(running).toEqual(expect.arrayContaining(DEVIATIONS.map((deviation) => deviation.emulator)));
    });
  },
);
