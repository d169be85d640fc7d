import { createHash } from "node:crypto";

/** Short, and another one for other parts. */
export const fingerprint = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
};
