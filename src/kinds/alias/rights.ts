import { nameAt } from "../../model/address.ts";
import { functionArn } from "../arns.ts";
import { GATE_ROWS, gatePlaces } from "../gate-rights.ts";
import { type KindRights, nowhere, type Place } from "../kind-rights.ts";

type AliasPlace = "function" | "qualified" | "weighted" | "verified" | "alarms" | "traffic";

const TITLE = "Functions";

/**
 * IAM takes an alias's function for the resource of what is done to the alias.
 */
export const aliasRights: KindRights<"alias", AliasPlace> = {
  source: "alias",
  rows: [
    { for: "read", call: "lambda.GetFunction", needs: { function: ["lambda:GetFunction", "lambda:ListTags"] } },
    { for: "read", call: "lambda.ListAliases", needs: { function: ["lambda:ListAliases"] } },
    {
      for: "read",
      call: "lambda.GetProvisionedConcurrencyConfig",
      needs: { weighted: ["lambda:GetProvisionedConcurrencyConfig"] },
    },
    ...GATE_ROWS,
    { for: "write", call: "lambda.GetAlias", needs: { function: ["lambda:GetAlias"] } },
    { for: "write", call: "lambda.CreateAlias", needs: { function: ["lambda:CreateAlias"] } },
    { for: "write", call: "lambda.UpdateAlias", needs: { function: ["lambda:UpdateAlias"] } },
    // A rollback chooses among them.
    { for: "write", call: "lambda.ListVersionsByFunction", needs: { function: ["lambda:ListVersionsByFunction"] } },
    // A version that is to be verified has no number yet.
    { for: "write", call: "lambda.Invoke", needs: { verified: ["lambda:InvokeFunction"] } },
    // Whom others let in is locked out with an alias, so it is looked at before.
    { for: "delete", call: "lambda.GetPolicy", needs: { qualified: ["lambda:GetPolicy"] } },
    { for: "delete", call: "lambda.DeleteAlias", needs: { function: ["lambda:DeleteAlias"] } },
  ],
  places({ address, intent, spec }, scope) {
    const [name, alias] = [nameAt(address, 0), nameAt(address, 1)];
    const isVerified = intent.shift?.verify?.before !== undefined;
    return {
      function: { title: TITLE, arns: [functionArn(scope, name)] },
      qualified: { title: "AliasesAndVersions", arns: [functionArn(scope, name, alias)] },
      // Weights that are declared are nobody else's.
      weighted: { title: "AliasesAndVersions", arns: spec.weights ? [] : [functionArn(scope, name, alias)] },
      verified: { title: "Functions", sid: "InvokeToVerify", arns: isVerified ? [functionArn(scope, name, "*")] : [] },
      ...gatePlaces(intent.shift),
    };
  },
  prunes(scope) {
    const functions = scope.declared("function").map(({ address }) => functionArn(scope, nameAt(address, 0)));
    const none = nowhere(TITLE);
    const qualifiers = scope.declared("function").map(({ address }) => functionArn(scope, nameAt(address, 0), "*"));
    const qualified: Place = { title: "AliasesAndVersions", arns: qualifiers };
    return {
      function: { title: TITLE, arns: functions },
      qualified,
      weighted: none,
      verified: none,
      alarms: none,
      traffic: none,
    };
  },
};
