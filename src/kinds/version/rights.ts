import { nameAt } from "../../model/address.ts";
import { functionArn } from "../arns.ts";
import { anywhere, type KindRights, nowhere, type Place } from "../kind-rights.ts";

const TITLE = "Functions";

/**
 * Versions are derived from aliases that name or choose one. To publish with another environment, `$LATEST` wears it for a moment, and
 * aliases that serve `$LATEST` are moved away meanwhile.
 */
export const versionRights: KindRights<"alias", "function" | "published" | "ready" | "lists"> = {
  source: "alias",
  rows: [
    { for: "read", call: "lambda.GetFunction", needs: { function: ["lambda:GetFunction"] } },
    { for: "read", call: "lambda.ListVersionsByFunction", needs: { function: ["lambda:ListVersionsByFunction"] } },
    { for: "read", call: "lambda.ListFunctions", needs: { lists: ["lambda:ListFunctions"] } },
    // Until the new version is ready. Nobody knows its number before.
    { for: "write", call: "lambda.GetFunction", needs: { ready: ["lambda:GetFunction"] } },
    { for: "write", call: "lambda.PublishVersion", needs: { published: ["lambda:PublishVersion"] } },
    {
      for: "write",
      call: "lambda.UpdateFunctionConfiguration",
      needs: { published: ["lambda:UpdateFunctionConfiguration"] },
    },
  ],
  places({ address, intent }, scope) {
    const none = nowhere(TITLE);
    if (intent.select === "$LATEST") return { function: none, published: none, ready: none, lists: nowhere("Lists") };
    const name = nameAt(address, 0);
    const itself: Place = { title: TITLE, arns: [functionArn(scope, name)] };
    const ready: Place = { title: "AliasesAndVersions", arns: [functionArn(scope, name, "*")] };
    return {
      function: itself,
      // A version by its number is looked for, and never made.
      published: intent.select === "number" ? none : itself,
      ready: intent.select === "number" ? none : ready,
      lists: scope.listsFunctions ? anywhere("Lists") : nowhere("Lists"),
    };
  },
};
