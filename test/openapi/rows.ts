/** The documents of `documents/`, and of each an edit that changes one route and nothing else. */

export interface DocumentRow {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The route that the edit is of. */
  readonly route: string;
  /** Where what is edited stands, if not in the document itself. */
  readonly part?: string;
}

const row = (file: string, route: string, from: string, to: string, part?: string): DocumentRow => {
  return { file, route, from, to, ...(part !== undefined && { part }) };
};

export const DOCUMENTS: readonly DocumentRow[] = [
  row("01-pet-store.yaml", "GET /pets", "name: page, in: query, required: true", "name: page, in: query, required: false"),
  row("02-swagger-proxy.yaml", "ANY /{proxy+}", "https://example.org/{proxy}", "https://example.com/{proxy}"),
  row("03-lambda-token-authorizer.yaml", "GET /orders", "      security: [{ gate: [] }]\n", ""),
  row("04-cognito-scopes.yaml", "POST /orders", "orders/admin", "orders/all"),
  row("05-stage-variable-alias.yaml", "PUT /upload", "timeoutInMillis: 10000", "timeoutInMillis: 20000"),
  row("06-sqs.yaml", "POST /messages", "Action=SendMessage", "Action=SendMessageBatch"),
  row("07-dynamodb.yaml", "GET /items/{id}", '"TableName":"items"', '"TableName":"others"'),
  row("08-step-functions.yaml", "POST /run", "action/StartExecution", "action/StartSyncExecution"),
  row("09-api-keys.yaml", "GET /quotes", "security: [{ api_key: [] }], ", ""),
  row("10-iam.yaml", "DELETE /jobs", "x-amazon-apigateway-auth: { type: AWS_IAM }, ", ""),
  row("11-gateway-responses.yaml", "GET /me", "https://example.org/me", "https://example.org/you"),
  row("12-private.yaml", "GET /status", "insecureSkipVerification: true", "insecureSkipVerification: false"),
  row("13-vpc-link-stage-variable.yaml", "ANY /{proxy+}", "context.stage", "context.apiId"),
  row("14-request-authorizer.yaml", "GET /tenants/{tenant}", "required: false", "required: true"),
  row("15-references.yaml", "GET /users", "in: query, required: false", "in: query, required: true", "parts/users.yaml"),
  row("16-shared-parameters.yaml", "GET /books/{isbn}", "https://example.org/books/", "https://example.org/b/"),
  row("17-all-of-and-one-of.yaml", "POST /shapes", "https://example.org/shapes", "https://example.org/forms"),
  row("18-recursive-model.yaml", "PUT /tree", "https://example.org/tree", "https://example.org/trees"),
  row(
    "19-s3-binary.yaml",
    "GET /files/{key}",
    '{ statusCode: "200", contentHandling: CONVERT_TO_BINARY',
    '{ statusCode: "200", contentHandling: CONVERT_TO_TEXT',
  ),
  row("20-kinesis.yaml", "PUT /streams/{stream}/record", "x-amz-json-1.1", "x-amz-json-1.0"),
  row("21-mock-template.yaml", "GET /mock", "'{\"ok\":true}'", "'{\"ok\":false}'"),
  row("22-lambda-template.yaml", "POST /legacy", ".*Bad Request.*", ".*Bad.*"),
  row("23-lambda-credentials.yaml", "GET /roles", "role/caller", "role/other"),
  row("24-async-lambda.yaml", "POST /later", "'Event'", "'RequestResponse'"),
  row("25-cached.yaml", "GET /search", ", method.request.header.Accept-Language]", "]"),
  row("26-sns.yaml", "POST /notify", "role/topics", "role/other"),
  row("27-graphql.yaml", "GET /graphql", "operationId: playground", "operationId: explorer"),
  row("28-websocket-handshake.yaml", "POST /tokens", "gate: [], api_key: []", "gate: []"),
  row("29-many-paths.yaml", "GET /c/d", "name: q, in: query", "name: query, in: query"),
  row("30-exported.json", "GET /items/{id}", "https://example.org/items/{id}", "https://example.org/things/{id}"),
];
