import { nameAt } from "../../model/address.ts";
import { functionArn } from "../arns.ts";
import { GATE_ROWS, gatePlaces } from "../gate-rights.ts";
import { type KindRights, nowhere, type Place } from "../kind-rights.ts";

type AliasPlace =
  | "function"
  | "qualified"
  | "weighted"
  | "verified"
  | "alarms"
  | "traffic"
  | "provisioned"
  | "url"
  | "opened"
  | "events";

const TITLE = "Functions";
const PROVISIONED = (deed: "Get" | "Put" | "Delete") => `lambda:${deed}ProvisionedConcurrencyConfig`;

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
    { for: "read", call: "lambda.GetProvisionedConcurrencyConfig", needs: { provisioned: [PROVISIONED("Get")] } },
    { for: "write", call: "lambda.PutProvisionedConcurrencyConfig", needs: { provisioned: [PROVISIONED("Put")] } },
    { for: "write", call: "lambda.DeleteProvisionedConcurrencyConfig", needs: { provisioned: [PROVISIONED("Delete")] } },
    { for: "read", call: "lambda.GetFunctionUrlConfig", needs: { url: ["lambda:GetFunctionUrlConfig"] } },
    { for: "read", call: "lambda.GetPolicy", needs: { opened: ["lambda:GetPolicy"] } },
    { for: "write", call: "lambda.CreateFunctionUrlConfig", needs: { url: ["lambda:CreateFunctionUrlConfig"] } },
    { for: "write", call: "lambda.UpdateFunctionUrlConfig", needs: { url: ["lambda:UpdateFunctionUrlConfig"] } },
    { for: "write", call: "lambda.DeleteFunctionUrlConfig", needs: { url: ["lambda:DeleteFunctionUrlConfig"] } },
    { for: "write", call: "lambda.AddPermission", needs: { opened: ["lambda:AddPermission"] } },
    { for: "write", call: "lambda.RemovePermission", needs: { opened: ["lambda:RemovePermission"] } },
    { for: "read", call: "lambda.GetFunctionEventInvokeConfig", needs: { events: ["lambda:GetFunctionEventInvokeConfig"] } },
    { for: "write", call: "lambda.PutFunctionEventInvokeConfig", needs: { events: ["lambda:PutFunctionEventInvokeConfig"] } },
    {
      for: "write",
      call: "lambda.DeleteFunctionEventInvokeConfig",
      needs: { events: ["lambda:DeleteFunctionEventInvokeConfig"] },
    },
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
    const itself: Place = { title: TITLE, arns: [functionArn(scope, name)] };
    const qualified: Place = { title: "AliasesAndVersions", arns: [functionArn(scope, name, alias)] };
    const where = (member: unknown, place: Place) => (member === undefined ? nowhere(TITLE) : place);
    return {
      provisioned: where(spec.provisionedConcurrency, qualified),
      url: where(spec.url, itself),
      opened: where(spec.url, qualified),
      events: where(spec.asyncInvocation, itself),
      function: itself,
      qualified,
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
      provisioned: none,
      url: none,
      opened: none,
      events: none,
      alarms: none,
      traffic: none,
    };
  },
};
