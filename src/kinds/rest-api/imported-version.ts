/**
 * The version of an API that declares none, once routes were put into it by a document: OpenAPI wants one there, and API Gateway
 * PutRestApi takes it over.
 */
export const IMPORTED_VERSION = "1";
