import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, addressOf, compareAddresses, kindOf, nameAt, namesOf } from "../../src/model/address.ts";
import { KINDS } from "../../src/model/kind.ts";

describe("an address", () => {
  it.each([
    ["stage", ["orders", "prod"], "stage:orders/prod"],
    ["function", ["orders/eu"], "function:orders~1eu"],
    ["function", ["a~b"], "function:a~0b"],
    ["function", ["a~1b"], "function:a~01b"],
    ["alias", ["a/b~c", "live:1"], "alias:a~1b~0c/live:1"],
  ] as const)("of a %s named %j is %s, and tells both again", (kind, names, address) => {
    expect(addressOf(kind, ...names)).toBe(address);
    expect(kindOf(address)).toBe(kind);
    expect(namesOf(address)).toEqual(names);
  });

  it("gives back every name that went in, whatever is in it", () => {
    const names = fc.array(fc.string({ unit: fc.constantFrom("/", "~", ":", "0", "1", "a") }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), names, (kind, given) => {
        const address = addressOf(kind, ...given);
        expect([kindOf(address), ...namesOf(address)]).toEqual([kind, ...given]);
      }),
    );
  });

  it("has no name where none is, and says which it is", () => {
    expect(nameAt("stage:orders/prod", 1)).toBe("prod");
    expect(() => nameAt("stage:orders/prod", 2)).toThrow(new RangeError('address "stage:orders/prod" has no name at 2'));
  });
});

describe("addresses in order", () => {
  it("come by kind, parents first, and by name within a kind", () => {
    const sorted: readonly Address[] = ["role:z", "function:a", "function:b", "rest-api:a", "stage:a/dev", "stage:a/prod"];

    expect(sorted.toReversed().toSorted(compareAddresses)).toEqual(sorted);
  });

  it("are neither before nor after themselves", () => {
    expect(compareAddresses("stage:a/b", "stage:a/b")).toBe(0);
  });
});
