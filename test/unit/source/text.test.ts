import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isIdentifier, isRawTemplate, lineComment, propertyKey, stringLiteral } from "../../../lib/generated-code.ts";
import { evaluate, hostileText, ran } from "./evaluate.ts";

describe("foreign text in code", () => {
  it("is the same text again, as a literal, a key and a raw template", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const raw = isRawTemplate(text) ? `String.raw\`${text}\`` : stringLiteral(text);
        const code = `${lineComment(text)}\nexport default [${stringLiteral(text)}, { ${propertyKey(text)}: 1 }, ${raw}];`;
        expect(evaluate(code, {})).toEqual([text, Object.fromEntries([[text, 1]]), text]);
        expect(ran()).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it("is a key even where JavaScript means the prototype", () => {
    expect(Object.keys(evaluate(`export default { ${propertyKey("__proto__")}: 1 };`, {}) as object)).toEqual([
      "__proto__",
    ]);
  });

  it("tells no tool anything from a comment", () => {
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
