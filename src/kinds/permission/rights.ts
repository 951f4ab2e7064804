import { addressOf, nameAt } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import { functionArn } from "../arns.ts";
import type { KindRights, RightsScope } from "../kind-rights.ts";
import { functionCalledBy, resolveTarget } from "./lambda-target.ts";

type PermissionPlace = "policy" | "function";

/**
 * Permissions are derived from stages: one for each function or alias that its routes lead to. Routes or variables that are not
 * declared lead to any function.
 */
export const permissionRights: KindRights<"stage", PermissionPlace> = {
  source: "stage",
  rows: [
    // Functions and aliases that are not declared are looked up.
    { for: "read", call: "lambda.GetFunction", needs: { function: ["lambda:GetFunction", "lambda:ListTags"] } },
    { for: "read", call: "lambda.ListAliases", needs: { function: ["lambda:ListAliases"] } },
    { for: "read", call: "lambda.GetPolicy", needs: { policy: ["lambda:GetPolicy"] } },
    { for: "write", call: "lambda.AddPermission", needs: { policy: ["lambda:AddPermission"] } },
    { for: "write", call: "lambda.RemovePermission", needs: { policy: ["lambda:RemovePermission"] } },
    { for: "delete", call: "lambda.RemovePermission", needs: { policy: ["lambda:RemovePermission"] } },
  ],
  places(stage, scope) {
    const targets = targetsOf(stage, scope);
    if (targets === null) {
      const any = { title: "Functions", arns: [functionArn(scope, "*")] };
      return { policy: any, function: any };
    }
    return {
      policy: { title: "Permissions", arns: targets.map(({ name, qualifier }) => functionArn(scope, name, qualifier)) },
      function: { title: "Functions", arns: [...new Set(targets.map(({ name }) => functionArn(scope, name)))] },
    };
  },
  prunes(scope) {
    const names = scope.declared("function").map(({ address }) => nameAt(address, 0));
    const functions = names.map((name) => functionArn(scope, name));
    return {
      policy: { title: "Permissions", arns: [...functions, ...names.map((name) => functionArn(scope, name, "*"))] },
      function: { title: "Functions", arns: functions },
    };
  },
};

interface Target {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** `null`: nobody knows before AWS is asked. */
function targetsOf({ address, spec, options }: Desired<"stage">, scope: RightsScope): readonly Target[] | null {
  if (options.external) return [];
  const api = scope.declared("rest-api").find((other) => other.address === addressOf("rest-api", nameAt(address, 0)));
  if (api?.spec.routes === undefined) return null;
  const targets: Target[] = [];
  const callers = [
    ...Object.values(api.spec.routes).map(({ integration }) => integration),
    ...Object.values(api.spec.authorizers ?? {}),
  ];
  for (const call of callers.flatMap((caller) => functionCalledBy(caller) ?? [])) {
    const target = resolveTarget(call, spec.variables ?? {});
    if (target.kind === "unresolved" && spec.variables === undefined) return null;
    if (target.kind === "lambda") targets.push({ name: target.function, qualifier: target.qualifier });
  }
  return targets;
}
