/**
 * Whether a client certificate that nobody desires any more may go. Without it a stage's backends refuse its requests, and AWS
 * deletes none that a stage shows (API Gateway DeleteClientCertificate).
 *
 *   a stage that shows it   in this plan                    keeps the certificate
 *   declared                is given another one, or none   no, and it goes after that
 *   declared                anything else                   yes
 *   deleted                 -                               no, and it goes after that
 *
 * Stages that nobody declares are not looked at: there AWS's own refusal stands.
 */
import { namesOf } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { AnyLive } from "../model/observation.ts";
import type { Blocked, Step } from "../model/plan.ts";
import type { Observations } from "./derive.ts";

export interface CertificateUse {
  /** Creates and updates of the same plan. */
  readonly changing: readonly Step[];
  readonly resources: readonly AnyDesired[];
  readonly observations: Observations;
}

export function refuseShown(live: AnyLive, { changing, resources, observations }: CertificateUse): Blocked | null {
  if (live.kind !== "client-certificate") return null;
  const stage = resources.find(({ address }) => {
    const seen = observations.get(address);
    const shows =
      seen?.state === "present" && "clientCertificate" in seen.live.spec && seen.live.spec.clientCertificate === live.facts.id;
    const leaves = changing.find((step) => step.address === address)?.changes.some(({ keys }) => keys[0] === "clientCertificate");
    return shows && leaves !== true;
  });
  if (stage === undefined) return null;
  const message = `not deleted, for stage ${namesOf(stage.address).join("/")} still shows it; give the stage another clientCertificate or \`off\` first, or declare this one again`;
  return { address: live.address, reason: "in-use", message };
}
