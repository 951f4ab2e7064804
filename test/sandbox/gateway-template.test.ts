/** Mapping templates: what their references give, and what the sandbox says it does not run. */
import { describe, expect, it } from "vitest";
import type { RoutedRequest } from "../../src/sandbox/gateway/api-request.ts";
import { GatewayRefusal } from "../../src/sandbox/gateway/gateway-answers.ts";
import { renderTemplate } from "../../src/sandbox/gateway/template.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

const { world } = createSandbox({ clock: createVirtualClock(), account: "111111111111" });

function rendered(template: string, body = ""): string {
  const request = {
    method: "POST",
    path: "/dev/orders/7",
    query: { q: "from query", list: ["a", "b"] },
    headers: { host: "h", "x-who": "me" },
    rawHeaders: [["X-Who", "me"]] as const,
    body: new Uint8Array(),
    apiId: "api1",
    sourceIp: "192.0.2.1",
  };
  // Of a routed request these are the members that templates read.
  const routed = {
    request,
    stage: { apiId: "api1", stageName: "dev", deploymentId: "d1", variables: { COLOUR: "blue" } },
    path: "/orders/7",
    route: { path: "/orders/{id}", resourceId: "r1" },
    pathParameters: { id: "7" },
    authorizer: { principalId: "ann", claims: { sub: "s-1" } },
    requestId: "req-1",
    traceId: "t",
  } as unknown as RoutedRequest;
  return renderTemplate(world, template, { routed, body });
}

describe("a mapping template", () => {
  it.each([
    ["plain text, $5 and $unknown.thing", "plain text, $5 and $unknown.thing"],
    ["$stageVariables.COLOUR $!stageVariables.COLOUR ${stageVariables.COLOUR}-ish", "blue blue blue-ish"],
    ["a hyphen is part of a name: [$stageVariables.COLOUR-ish]", "a hyphen is part of a name: []"],
    ["$stageVariables.get('COLOUR').", "blue."],
    ["[$stageVariables.NONE]", "[]"],
    ["$context.stage $context.httpMethod $context.resourcePath", "dev POST /orders/{id}"],
    ["$context.identity.sourceIp $context.accountId", "192.0.2.1 111111111111"],
    ["$context.authorizer.principalId $context.authorizer.claims.sub", "ann s-1"],
    ["$context.isCanaryRequest|$context.nothing.here", "|"],
    ["$input.params('id') $input.params('q') $input.params('X-Who') $input.params('none').", "7 from query me ."],
    ["$input.params().path.id $input.params().header.get('X-Who') $input.params().querystring.q", "7 me from query"],
    ["$util.escapeJavaScript($input.params('q'))", "from query"],
    ['$util.escapeJavaScript("it\'s")', "it\\'s"],
    ["$util.base64Encode('abc') $util.base64Decode('YWJj')", "YWJj abc"],
    ["$util.urlEncode('a b/c') $util.urlDecode('a+b%2Fc')", "a+b%2Fc a b/c"],
    ['$util.parseJson(\'{"a":{"b":1}}\').a.b', "1"],
  ])("%s", (template, text) => {
    expect(rendered(template)).toBe(text);
  });

  // Recorded: test_input_path_template_formatting, test_input_body_formatting.
  it.each([
    ["$input.path('$')", '{"foo":"bar"}', "{foo=bar}"],
    ["$input.path('$')", '[{"foo":"bar"}]', '[{"foo":"bar"}]'],
    ["$input.path('$.a')", '{"a":{"foo":[{"nested":"bar"}]}}', '{foo=[{"nested":"bar"}]}'],
    ["$input.path('$').a[x]", '{"a":1}', undefined],
    ["$input.path('$.a')", '{"a":null}', ""],
    ["$input.path('$.list[1].n')", '{"list":[{"n":1},{"n":2}]}', "2"],
    ["$input.path(\"$['a b']\") $input.path('$').c.d", '{"a b":true,"c":{"d":"x"}}', "true x"],
    ["$input.json('$.a')", '{"a":{"b":"c"}}', '{"b":"c"}'],
    ["$input.json('$.none')", '{"a":1}', '""'],
    ["$input.json('$') $input.json($input.body)", "", undefined],
    ["$input.json('$')", "", "{}"],
    ["$input.body", "", "{}"],
    ["Action=SendMessage&MessageBody=$input.body", "some raw data", "Action=SendMessage&MessageBody=some raw data"],
    ["[$util.urlEncode($input.body.testAccess)]", "some raw data", "[]"],
  ])("%s of %s", (template, body, text) => {
    if (text === undefined) expect(() => rendered(template, body)).toThrow(GatewayRefusal);
    else expect(rendered(template, body)).toBe(text);
  });

  it.each([
    ["#set($a = 1)$a", "#set"],
    ["#if($input.body)x#end", "#if"],
    ["a ## comment", "##"],
    ["$input.path('$.list').size()", ".size()"],
    ["$util.toJson($input.body)", ".toJson()"],
    ["$stageVariables['COLOUR']", "in brackets"],
    ["$input.params($name)", "the argument $name"],
    ["$input", "$input as a whole"],
    ["${context.stage", "${context.stage"],
    ["$input.path('$..a')", "JSON path $..a"],
    ["$input.path('$.list[*]')", "JSON path $.list[*]"],
  ])("%s is refused with what of it the sandbox does not run", (template, reason) => {
    expect(() => rendered(template, '{"list":[]}')).toThrow(reason);
  });

  it("that reads JSON from a body that is none is refused", () => {
    expect(() => rendered("$input.path('$.a')", "no JSON")).toThrow("the body is none");
  });
});
