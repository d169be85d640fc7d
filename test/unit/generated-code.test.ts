import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isIdentifier,
  isRawTemplate,
  lineComment,
  namesUsed,
  propertyKey,
  refusals,
  stringLiteral,
} from "../../lib/generated-code.ts";
import { evaluate, hostileText, ran } from "../support/evaluate-code.ts";
import { runs } from "../support/properties.ts";

const words = {
  imports: new Map([["ours", (name: string) => ["define", "promql", "job", "panels"].includes(name)]]),
  members: new Map([["panels", (name: string) => ["stat", "thresholds.above"].includes(name)]]),
  methods: new Set(["span"]),
};
const head = 'import { define, job, panels, promql } from "ours";\n';
const refused = (code: string) => refusals(head + code, words);

describe("a module of untrusted text", () => {
  it("may define values", () => {
    const code = [
      "// Is it well?",
      'const shared = { a: [1, -2, -Infinity, null, true, undefined], ["__proto__"]: {} };',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the code under test.
      'export default define("x", { shared, ...define(), q: promql`up{${job("web")}} ${"`"}` }).span(3);',
      "const limits = panels.thresholds.above(1);",
      "const list = [panels.stat(limits).span(1), panels.stat];",
    ];
    expect(refused(code.join("\n"))).toEqual([]);
  });

  it.each([
    ["export default process.exit(0);", "a call of process.exit"],
    ["export default define(process);", "the name process"],
    ["export default globalThis;", "the name globalThis"],
    ['export default define("x").constructor("y");', "a call of the method constructor()"],
    ['export default define("x")["span"](1);', "a call of the method []()"],
    ['export default define("x").span;', "the member CallExpression.span"],
    ["const a = define; export default a.span();", "a call of a.span"],
    ["export default panels.table();", "a call of panels.table"],
    ["export default panels.stat.call(1);", "a call of panels.stat.call"],
    ["export default panels.thresholds;", "the member panels.thresholds"],
    ["export default panels.constructor;", "the member panels.constructor"],
    ['export default panels["stat"]();', "a call of panels.[]"],
    ['export default panels.thresholds["above"]();', "a call of panels.thresholds.[]"],
    ["export default panels?.stat();", "code of the kind ChainExpression"],
    ["export default define.stat();", "a call of define.stat"],
    ["export default (0, panels.stat)();", "a call of code of the kind SequenceExpression"],
    ["export default define`x`;", "a tag that is not promql"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code under test.
    ["export default promql`${fetch(1)}`;", "a call of fetch()"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code under test.
    ["export default `${1}`;", "code of the kind TemplateLiteral"],
    ['import "node:fs";', 'an import of "node:fs"'],
    ['import fs from "ours";', 'an import of fs from "ours"'],
    ['import * as all from "ours";', 'an import of all from "ours"'],
    ['import { promql as x } from "ours";', 'an import of x from "ours"'],
    ['import { exec } from "node:child_process";', 'an import of "node:child_process"'],
    ['export default import("node:fs");', "code of the kind ImportExpression"],
    ['export * from "ours";', "code of the kind ExportAllDeclaration"],
    ["export default () => 1;", "code of the kind ArrowFunctionExpression"],
    ["export default new define();", "code of the kind NewExpression"],
    ["export default function () {}", "code of the kind FunctionDeclaration"],
    ["export default { get a() { return 1; } };", "a property that is not plain"],
    ["export default { [job()]: 1 };", "a property that is not plain"],
    ["export default { __proto__: {} };", "a prototype"],
    ["export default /x/;", "the literal /x/"],
    ["export default 1n;", "the literal 1n"],
    ["export default !1;", "the operator !"],
    ["export default 1 + 1;", "code of the kind BinaryExpression"],
    ["const { a } = define(); export default a;", "code of the kind ObjectPattern"],
    ["let a = 1;", "code of the kind VariableDeclaration"],
    ["while (true) {}", "code of the kind WhileStatement"],
    ["define();", "code of the kind ExpressionStatement"],
    ["/* x */ export default 1;", "a comment in /* */"],
  ])("may not be %s", (code, what) => {
    expect(refused(code)).toContain(`line 2: ${what}`);
  });

  it("is refused if it cannot be parsed", () => {
    expect(refused("export default {")).toEqual([
      expect.stringMatching(/^it cannot be parsed: .* \(3|^it cannot be parsed: /),
    ]);
  });

  it("needs the names that it does not define", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code to read.
    expect([...namesUsed("const a = line(b, { c: d, e });\nf`${g}`.h(a);")]).toEqual(["line", "b", "d", "e", "f", "g"]);
  });
});

describe("untrusted text in code", () => {
  it("is the same text again, as a literal, a key and a raw template", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const raw = isRawTemplate(text) ? `String.raw\`${text}\`` : stringLiteral(text);
        const code = `${lineComment(text)}\nexport default [${stringLiteral(text)}, { ${propertyKey(text)}: 1 }, ${raw}];`;
        expect(evaluate(code, {})).toEqual([text, Object.fromEntries([[text, 1]]), text]);
        expect(ran()).toBe(false);
      }),
      { numRuns: runs(300) },
    );
  });

  it("is a key even where JavaScript means the prototype", () => {
    expect(Object.keys(evaluate(`export default { ${propertyKey("__proto__")}: 1 };`, {}) as object)).toEqual([
      "__proto__",
    ]);
  });

  it("passes no comment to a tool", () => {
    for (const text of ["@ts-nocheck", "biome-ignore-all lint: x", "# sourceMappingURL=x"])
      expect(lineComment(text)).toBe(`// "${text}"`);
    expect(lineComment(" Is it\u2028\nwell? ")).toBe("// Is it well?");
  });
});

describe("a constant's name", () => {
  const words = ["null", "enum", "package", "static", "public", "arguments", "eval", "let", "yield", "await"];
  it.each([...words, "undefined", "true", "class", "implements", "a-b", "1", ""])("is not %j", (word) => {
    expect(isIdentifier(word)).toBe(false);
  });

  it("is one only where a module takes it", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...words, "of", "async", "get", "type"), fc.string({ maxLength: 4 })),
        (word) => {
          if (!isIdentifier(word)) return;
          expect(evaluate(`const ${word} = 1;\nexport default ${word};`, {})).toBe(1);
        },
      ),
    );
  });
});
