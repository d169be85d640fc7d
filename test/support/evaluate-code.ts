import { transformSync } from "esbuild";
import fc from "fast-check";

/** What is set once untrusted text has run. */
export const canary = "ranForeignText";

/** Text that tries to leave the literal, template or comment that it stands in. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom("\\", "`", "$", "{", "}", "${", '"', "'", "*/", "/*", "//", "#", "\n", "\r\n", "\r", "\t", "\0"),
      fc.constantFrom("\u2028", "\u2029", "\ufeff", "\u202e", "\ud800", "\udc00", "é", "🐘", "up", " ", 'job="web"'),
      fc.constantFrom(`globalThis.${canary}=1`, `\${globalThis.${canary}=1}`, `;globalThis.${canary}=1;//`),
      fc.string({ unit: "binary", maxLength: 3 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/**
 * The default export of a module, read from a file's bytes as tsx reads it.
 * @param modules what it may import, by path
 */
export function evaluate(code: string, modules: Readonly<Record<string, unknown>>): unknown {
  const bytes = Buffer.from(code, "utf8").toString("utf8");
  const { code: compiled } = transformSync(bytes, { loader: "ts", format: "cjs" });
  const exported = { exports: {} as { default?: unknown } };
  new Function("module", "exports", "require", compiled)(exported, exported.exports, (path: string) => modules[path]);
  return exported.exports.default;
}

/** Whether untrusted text ran since it was last asked. */
export function ran(): boolean {
  const found = canary in globalThis;
  Reflect.deleteProperty(globalThis, canary);
  return found;
}
