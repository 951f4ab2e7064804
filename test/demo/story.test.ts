import { describe, expect, it } from "vitest";
import { ClaimFailed, createStory } from "../../tools/demo/story.ts";

function told(tell: (story: ReturnType<typeof createStory>) => void): string {
  let text = "";
  tell(
    createStory((part) => {
      text += part;
    }, false),
  );
  return text;
}

describe("the demo's story", () => {
  it("numbers its chapters, shows what ran and what it said, and counts the claims that hold", () => {
    const text = told((story) => {
      story.chapter("Begin", "Because.");
      story.ran("reconcile", "✓ in sync\n\n  done\n");
      story.claim("nothing was written", true);
      story.chapter("Change");
      story.edited("a.yaml", ["one"], ["two"]);
      story.claim("it changed", true);
      story.end(12.34);
    });

    expect(text).toMatchInlineSnapshot(`
      "
      1. Begin
        Because.

        $ reconcile
        ✓ in sync

          done

        ✓ nothing was written

      2. Change

        ✎ a.yaml
          - one
          + two
        ✓ it changed

      All 2 claims hold, in 12.3 s.
      "
    `);
  });

  it("ends at the first claim that does not hold, and says what was seen instead", () => {
    expect(told((story) => story.fails("prod answers"))).toBe("  ✗ does not hold: prod answers\n");
    expect(() => told((story) => story.claim("prod answers", false, { status: 502 }))).toThrow(
      new ClaimFailed('prod answers: {"status":502}'),
    );
  });
});
