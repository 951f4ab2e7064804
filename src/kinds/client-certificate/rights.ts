import { apiGatewayArn, apiTagsArn, marked } from "../arns.ts";
import { type KindRights, nowhere } from "../kind-rights.ts";

type CertificatePlace = "certificates" | "certificate" | "tags" | "doomed";

const TITLE = "ClientCertificates";

/** No id is known before: its place is a wildcard. */
export const clientCertificateRights: KindRights<"client-certificate", CertificatePlace> = {
  source: "client-certificate",
  rows: [
    { for: "read", call: "apigateway.GetClientCertificates", needs: { certificates: ["apigateway:GET"] } },
    {
      for: "write",
      call: "apigateway.GenerateClientCertificate",
      needs: { certificates: ["apigateway:POST"], tags: ["apigateway:PUT"] },
    },
    // Of two that were made at the same time one is taken away again.
    { for: "write", call: "apigateway.DeleteClientCertificate", needs: { doomed: ["apigateway:DELETE"] } },
    { for: "write", call: "apigateway.UpdateClientCertificate", needs: { certificate: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.TagResource", needs: { tags: ["apigateway:PUT"], certificate: ["apigateway:PATCH"] } },
    {
      for: "write",
      call: "apigateway.UntagResource",
      needs: { tags: ["apigateway:DELETE"], certificate: ["apigateway:PATCH"] },
    },
    { for: "delete", call: "apigateway.DeleteClientCertificate", needs: { doomed: ["apigateway:DELETE"] } },
  ],
  places(_, scope) {
    const one = apiGatewayArn(scope, "/clientcertificates/*");
    return {
      certificates: { title: TITLE, arns: [apiGatewayArn(scope, "/clientcertificates")] },
      certificate: { title: TITLE, arns: [one] },
      tags: { title: "Tags", arns: [apiTagsArn(scope, "/clientcertificates/*")] },
      doomed: { title: "MarkedClientCertificates", arns: [one], condition: marked(scope) },
    };
  },
  prunes(scope) {
    const none = nowhere(TITLE);
    return {
      certificates: { title: TITLE, arns: [apiGatewayArn(scope, "/clientcertificates")] },
      certificate: none,
      tags: none,
      doomed: {
        title: "MarkedClientCertificates",
        arns: [apiGatewayArn(scope, "/clientcertificates/*")],
        condition: marked(scope),
      },
    };
  },
};
