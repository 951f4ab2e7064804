/** Functions, their versions, aliases and permissions, as ministack has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MINISTACK_FUNCTIONS: Deviations = {
  C01: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  C02: differs("accepts what AWS refuses with 400 ValidationException"),
  C03: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  C04: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  C05: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  C06: differs("accepts what AWS refuses with 400 ValidationException"),
  C07: near("leaves Type out of the error"),
  "L-architectures": differs("accepts what AWS refuses with 400 ValidationException"),
  "L-architecture-unknown": differs("accepts what AWS refuses with 400 ValidationException"),
  "L-name-pattern": differs("accepts what AWS refuses with 400 ValidationException"),
  "L-name-long": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-name-region": differs("accepts what AWS refuses with 404 ResourceNotFoundException"),
  "L-code-no-bucket": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-tags-many": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  C10: near("writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 3 more besides"),
  C12: differs("accepts what AWS refuses with 409 ResourceConflictException"),
  C14: near("leaves Type out of the error"),
  "L-code-from-s3": near(
    "writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 3 more besides",
  ),
  "L-name-arn": differs(
    "has FunctionName `arn:aws:lambda:us-east-1:000000000000:function:…` where AWS has `…`; has FunctionArn `arn:aws:lambda:us-east-1:000000000000:function:arn:aws:lamb… where AWS has `arn:aws:lambda:us-east-1:000000000000:function:…`; shows VpcConfig, KMSKeyArn, Layers and 3 more besides",
  ),
  C13: differs(
    "has the revision another: the answer is false where AWS has true; writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 4 more besides",
  ),
  "L-get-function": near(
    "writes Configuration.RuntimeVersionConfig.RuntimeVersionArn otherwise; shows Configuration.VpcConfig, Configuration.KMSKeyArn, Configuration.Layers and 5 more besides",
  ),
  C15: differs(
    "has State `Pending` where AWS has `Active`; has LastUpdateStatusReason `` where AWS has `The function is being created.`; shows VpcConfig, KMSKeyArn, Layers and 4 more besides",
  ),
  "L-update-code": differs(
    "has State `Pending` where AWS has `Active`; has LastUpdateStatusReason `` where AWS has `The function is being created.`; shows VpcConfig, KMSKeyArn, Layers and 2 more besides",
  ),
  C16: differs("accepts what AWS refuses with 409 ResourceConflictException"),
  "L-update-configuration-busy": differs("accepts what AWS refuses with 409 ResourceConflictException"),
  "L-publish-busy": differs("accepts what AWS refuses with 409 ResourceConflictException"),
  C17: near(
    "has another text: `The RevisionId provided does not match the latest RevisionId for the Lambda…; leaves Type out of the error",
  ),
  "L-revision-code": near(
    "has another text: `The RevisionId provided does not match the latest RevisionId for the Lambda…; leaves Type out of the error",
  ),
  "L-revision-moves": differs("has different revisions: the answer 2 where AWS has 3"),
  "L-tags-revision": differs("has the revision another: the answer is false where AWS has true"),
  "L-tags-qualified": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-tags-missing": near("leaves Type out of the error"),
  C19: differs(
    "has Configuration: FunctionArn `arn:aws:lambda:us-east-1:000000000000:function:…` where AWS has `arn:aws:lambda:us-east-1:000000000000:function:…:$LATEST`; writes Configuration: RuntimeVersionConfig.RuntimeVersionArn otherwise; shows Configuration: VpcConfig, Configuration: KMSKeyArn, Configuration: Layers and 4 more besides",
  ),
  C20: near(
    "has another text: `Function not found: arn:aws:lambda:us-east-1:000000000000:function:…`; leaves Type out of the error",
  ),
  "L-missing": near("leaves Type out of the error"),
  "L-qualifier-mismatch": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-update-violates": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-list": near("shows listed: [0].VpcConfig, listed: [0].KMSKeyArn, listed: [0].Layers and 7 more besides"),
  "L-dry-run": differs(
    "has CodeSha256 afterwards: the answer `zpe3jZVqPCT+g2K1VhZU09MPuVzLVM8JNz6E++/cEFw=` where AWS has `TI7r1AHl5SoIPnuFCFEzUiIqkvtCgNWYHgcvq2YfnmU=`",
  ),
  G01: near("writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 4 more besides"),
  G02: near("makes a new version at every PublishVersion"),
  G03: differs("accepts what AWS refuses with 412 PreconditionFailedException"),
  G04: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  G06: near("writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 4 more besides"),
  G07: near("writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 4 more besides"),
  G08: differs(
    "has Versions[0].FunctionArn `arn:aws:lambda:us-east-1:000000000000:function:…` where AWS has `arn:aws:lambda:us-east-1:000000000000:function:…:$LATEST`; shows Versions[0].VpcConfig, Versions[0].KMSKeyArn, Versions[0].Layers and 17 more besides",
  ),
  G09: differs("has Version `2` where AWS has `1`"),
  G31: near(
    "has another text: `Function version 1 cannot be deleted because it is referenced by an alias.`; leaves Type out of the error",
  ),
  G35: near("writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 3 more besides"),
  G36: differs(
    "has FunctionArn `arn:aws:lambda:us-east-1:000000000000:function:…` where AWS has `arn:aws:lambda:us-east-1:000000000000:function:…:1`; writes RuntimeVersionConfig.RuntimeVersionArn otherwise; shows VpcConfig, KMSKeyArn, Layers and 4 more besides",
  ),
  "L-publish-revisions": differs("has different revisions: the answer 2 where AWS has 3"),
  "L-update-code-publish": differs(
    "has FunctionArn `arn:aws:lambda:us-east-1:000000000000:function:…` where AWS has `arn:aws:lambda:us-east-1:000000000000:function:…:1`; has StateReason `The function is being updated.` where AWS has `The function is being created.`; shows VpcConfig, KMSKeyArn, Layers and 3 more besides",
  ),
  "L-version-delete": differs("refuses what AWS accepts: 404 ResourceNotFoundException `Function not found…"),
  "L-version-delete-missing": near("leaves Type out of the error"),
  "L-latest-delete": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  G12: near("has another text: `Alias already exists: taken`; leaves Type out of the error"),
  G13: differs("accepts what AWS refuses with 404 ResourceNotFoundException"),
  G14: differs("accepts what AWS refuses with 400 ValidationException"),
  G16: differs("accepts what AWS refuses with 400 ValidationException"),
  J38: differs("accepts what AWS refuses with 400 ValidationException"),
  G18: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  G19: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  G20: differs("accepts what AWS refuses with 404 ResourceNotFoundException"),
  G21: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  G22: differs("accepts what AWS refuses with 400 ValidationException"),
  G23: near(
    "has another text: `The RevisionId provided does not match the latest RevisionId for the Lambda…; leaves Type out of the error",
  ),
  G26: near(
    "has another text: `Alias not found: arn:aws:lambda:us-east-1:000000000000:function:…:non-existent`; leaves Type out of the error",
  ),
  G27: near("leaves Type out of the error"),
  G28: differs("refuses what AWS accepts: 404 ResourceNotFoundException `Alias not found…"),
  G30: differs("has other Aliases"),
  G32: differs(
    "has Configuration: FunctionArn `arn:aws:lambda:us-east-1:000000000000:function:…:2` where AWS has `arn:aws:lambda:us-east-1:000000000000:function:…:prod`; writes Configuration: RuntimeVersionConfig.RuntimeVersionArn otherwise; shows Configuration: VpcConfig, Configuration: KMSKeyArn, Configuration: Layers and 4 more besides",
  ),
  G33: differs("accepts what AWS refuses with 404 ResourceNotFoundException"),
  "L-alias-missing-function": near(
    "has another text: `Function not found: arn:aws:lambda:us-east-1:000000000000:function:…`; leaves Type out of the error",
  ),
  "L-alias-not-there": near(
    "has another text: `Function not found: arn:aws:lambda:us-east-1:000000000000:function:…`; leaves Type out of the error",
  ),
  H02: differs(
    "refuses what AWS accepts: 409 ResourceConflictException `The statement id (gateway) provided already exists. Please provide a…",
  ),
  H03: near("leaves Type out of the error"),
  H04: near("has another text: `Function not found…; leaves Type out of the error"),
  H05: differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  H07: differs("accepts what AWS refuses with 404 ResourceNotFoundException"),
  H08: near("has another text: `No policy is associated with the given resource.`; leaves Type out of the error"),
  H09: near("has another text: `No policy is associated with the given resource.`; leaves Type out of the error"),
  H10: differs("accepts what AWS refuses with 412 PreconditionFailedException"),
  H12: near("has another text: `No policy is associated with the given resource.`; leaves Type out of the error"),
  H13: differs(
    "cannot get that far: 409 ResourceConflictException `The statement id (gateway) provided already exists. Please provide a…",
  ),
  H14: differs(
    "has another text: `Function not found: arn:aws:lambda:us-east-1:000000000000:function:…:prod`; accepts what AWS refuses with 404 ResourceNotFoundException",
  ),
  "L-policy-missing": differs(
    "has another text: `Function not found: arn:aws:lambda:us-east-1:000000000000:function:…`; accepts what AWS refuses with 404 ResourceNotFoundException",
  ),
  "L-policy-not-inherited": near(
    "has another text: `No policy is associated with the given resource.`; leaves Type out of the error",
  ),
  "L-policy-version": differs(
    "cannot get that far: 409 ResourceConflictException `The statement id (gateway) provided already exists. Please provide a…",
  ),
  "L-policy-order": differs("has the revision another: the answer is false where AWS has true"),
  "L-permission-version-missing": near("leaves Type out of the error"),
  "L-permission-function-missing": near("leaves Type out of the error"),
  "L-permission-sid": differs("accepts what AWS refuses with 400 ValidationException"),
  "L-permission-principal": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-permission-account": differs(
    "has the account's: Principal.AWS `000000000000` where AWS has `arn:aws:iam::000000000000:root`",
  ),
  "L-permission-remove-none": near(
    "has another text: `Function not found: arn:aws:lambda:us-east-1:000000000000:function:…`; leaves Type out of the error",
  ),
  "L-permission-remove-stale": differs("accepts what AWS refuses with 412 PreconditionFailedException"),
  J32: differs("accepts what AWS refuses with 409 ResourceConflictException"),
  J33: differs("accepts what AWS refuses with 409 ResourceConflictException"),
  J35: differs(
    "has outcomes: [0] `ok` where AWS has `ResourceConflictException`; has outcomes: [1] `ok` where AWS has `ResourceConflictException`",
  ),
  "L-list-all": differs("lists $LATEST alone, by its unqualified ARN"),
  "L-page-cap": differs("gives all versions on one page, and of the account $LATEST alone"),
  "L-alias-roles": differs("shares traffic between versions of any roles"),
  "L-policy-size": differs("takes a policy of any size"),
};
