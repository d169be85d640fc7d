/** Grafana keeps panel ids in 32 bits; these stay well inside. */
const idSpace = 2 ** 30;

/**
 * A panel's id, made from its place by name, so that inserting a panel changes no other id.
 * FNV-1a, 32 bits. Source: RFC 9923.
 */
export function stableId(...names: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const char of names.join("\u0000")) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return (hash % (idSpace - 1)) + 1;
}
