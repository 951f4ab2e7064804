/** What WAF remembers: its regional web ACLs, by ARN. Which one stands before a stage, the stage says. */
export interface WafState {
  readonly webAcls: Map<string, WebAclState>;
}

export interface WebAclState {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly lockToken: string;
}

export function createWafState(): WafState {
  return { webAcls: new Map() };
}
