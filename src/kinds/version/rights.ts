import { nameAt } from "../../model/address.ts";
import { functionArn } from "../arns.ts";
import { anywhere, type KindRights, nowhere, type Place } from "../kind-rights.ts";

const TITLE = "Functions";

/**
 * Versions are derived from aliases that name or choose one. To publish with another environment, `$LATEST` wears it for a moment, and
 * aliases that serve `$LATEST` are moved away meanwhile.
 */
export const versionRights: KindRights<"alias", "function" | "published" | "lists"> = {
  source: "alias",
  rows: [
    { for: "read", call: "lambda.GetFunction", needs: { function: ["lambda:GetFunction"] } },
    { for: "read", call: "lambda.ListVersionsByFunction", needs: { function: ["lambda:ListVersionsByFunction"] } },
    { for: "read", call: "lambda.ListFunctions", needs: { lists: ["lambda:ListFunctions"] } },
    { for: "write", call: "lambda.PublishVersion", needs: { published: ["lambda:PublishVersion"] } },
    {
      for: "write",
      call: "lambda.UpdateFunctionConfiguration",
      needs: { published: ["lambda:UpdateFunctionConfiguration"] },
    },
  ],
  places({ address, intent }, scope) {
    const none = nowhere(TITLE);
    if (intent.select === "$LATEST") return { function: none, published: none, lists: nowhere("Lists") };
    const itself: Place = { title: TITLE, arns: [functionArn(scope, nameAt(address, 0))] };
    return {
      function: itself,
      // A version by its number is looked for, and never made.
      published: intent.select === "number" ? none : itself,
      lists: scope.listsFunctions ? anywhere("Lists") : nowhere("Lists"),
    };
  },
};
