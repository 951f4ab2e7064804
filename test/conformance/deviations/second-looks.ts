/**
 * Where at least two emulators give the same answer and the sandbox another, it was looked at again. What AWS was recorded to
 * answer needs no more than that; of the others, these are the ones where the emulators do not just leave a check or a member out, with
 * what the second look found.
 */
export const SECOND_LOOKS: Readonly<Record<string, string>> = {
  "L-publish-busy": "the function's states forbid it; the emulators change state without holding anything up",
  D18b: "follows from D18: AWS refuses the second PutMethod, the emulators start the method anew",
  D26: "boto3's users see empty objects unless they embed methods; LocalEmu goes through moto here, so this is one witness",
  E02: "AWS's text is quoted in the issue; LocalEmu goes through moto here, so this is one witness",
  J04: "the ids in the recordings of AWS have six characters",
  E10: "the ids in the recordings of AWS have six characters",
  E24: "the service model has NotFoundException with status 404 only; LocalEmu goes through moto here, so this is one witness",
  "E-cache":
    "the service model has CREATE_IN_PROGRESS, and AWS says that it takes minutes; the emulators have no cluster to make",
  F29: "AWS writes it with a small s: awslabs/aws-api-gateway-developer-portal#310 and others quote it",
  F30: "a failure of the emulators' own, not an answer",
  T06: "the tags of CreateStage are shown by GetStage, and the model of GetTags has no exception for them",
  T11b: "the emulators keep no snapshot, so they cannot show what is deployed",
  "P-disabled-endpoint": "the emulators keep the member and do nothing with it",
  "U-alias-in-name": "as recorded of GetFunction with an alias: the ARN is the alias's",
  "U-policy-missing":
    "AWS's text for DeleteRolePolicy is recorded (A15) and quoted in aws/aws-cli#6139; LocalEmu goes through moto here, so this is one witness",
};
