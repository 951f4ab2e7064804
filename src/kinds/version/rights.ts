import { nameAt } from "../../model/address.ts";
import { functionArn } from "../arns.ts";
import { anywhere, type KindRights, nowhere } from "../kind-rights.ts";

const TITLE = "Functions";

/**
 * Versions are derived from aliases that choose one. To publish with another environment, `$LATEST` wears it for a moment, and
 * aliases that serve `$LATEST` are moved away meanwhile.
 */
export const versionRights: KindRights<"alias", "function" | "lists"> = {
  source: "alias",
  rows: [
    { for: "read", call: "lambda.GetFunction", needs: { function: ["lambda:GetFunction"] } },
    { for: "read", call: "lambda.ListVersionsByFunction", needs: { function: ["lambda:ListVersionsByFunction"] } },
    { for: "read", call: "lambda.ListFunctions", needs: { lists: ["lambda:ListFunctions"] } },
    { for: "write", call: "lambda.PublishVersion", needs: { function: ["lambda:PublishVersion"] } },
    {
      for: "write",
      call: "lambda.UpdateFunctionConfiguration",
      needs: { function: ["lambda:UpdateFunctionConfiguration"] },
    },
  ],
  places({ address, intent }, scope) {
    if (intent.select === "$LATEST" || intent.select === "number") return { function: nowhere(TITLE), lists: nowhere("Lists") };
    return {
      function: { title: TITLE, arns: [functionArn(scope, nameAt(address, 0))] },
      lists: scope.listsFunctions ? anywhere("Lists") : nowhere("Lists"),
    };
  },
};
