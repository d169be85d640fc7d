import type { Difference } from "./difference.ts";
import type { Shot } from "./take.ts";

export type Format = "png" | "webp";

/**
 * For a pull request: every picture, or, beside an older revision, those that differ.
 * @param compared undefined where there is no older revision
 */
export function markdown(
  shots: readonly Shot[],
  compared: readonly Difference[] | undefined,
  format: Format = "png",
): string {
  const picture = (name: string) => `![${name}](${name}.${format})`;
  if (compared === undefined) return shots.map(({ name }) => `### ${name}\n\n${picture(name)}\n`).join("\n");
  const added = shots.filter(({ name }) => !compared.some((one) => one.name === name));
  const changed = compared.filter(({ share }) => share > 0);
  const beside = (name: string) =>
    `| before | after | difference |\n| --- | --- | --- |\n| ${[`${name}.before`, name, `${name}.difference`].map(picture).join(" | ")} |`;
  const parts = [
    ...changed.map(({ name, share }) => `### ${name}: ${percent(share)} of its pixels differ\n\n${beside(name)}\n`),
    ...added.map(({ name }) => `### ${name}: new\n\n${picture(name)}\n`),
  ];
  return parts.length > 0 ? parts.join("\n") : "No picture differs.\n";
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
