/** `${stageVariables.NAME}` in what an integration names (aws-facts 4). */

const REFERENCE = /\$\{stageVariables\.([A-Za-z0-9_]+)\}/g;

/** A variable that the stage does not define becomes nothing, as on AWS: the call then fails where the name is used. */
export function withStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(REFERENCE, (_, name: string) => variables[name] ?? "");
}
