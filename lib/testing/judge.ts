import type { FiringExample } from "../model/model.ts";
import type { Answer, Firing, Labels } from "./experiment.ts";
import type { Claim } from "./trials.ts";

/** What is held against an example's claim. */
export interface Evidence {
  readonly claim: Claim;
  readonly answer: Answer;
  /** The alert's name in the experiment. */
  readonly alert: string;
  /** The labels that its rule adds. */
  readonly labels: Labels;
}

/** What speaks against an example's claim, for people; undefined where it holds. */
export function objection({ claim, answer, alert, labels }: Evidence): string | undefined {
  const broken = answer.broken.get(alert);
  if (broken !== undefined) return `cannot be evaluated: ${broken}`;
  const firing = answer.firing.get(alert) ?? [];
  return claim.fires ? missing(claim.example, labels, firing) : unwanted(firing);
}

const unwanted = ([first]: readonly Firing[]): string | undefined => first && `fires with ${inBraces(first.labels)}`;

function missing({ labels, says = [] }: FiringExample, own: Labels, firing: readonly Firing[]): string | undefined {
  if (firing.length === 0) return "does not fire";
  const wanted = { ...own, ...labels };
  const matching = firing.filter((one) =>
    Object.entries(wanted).every(([name, value]) => (one.labels[name] ?? "") === value),
  );
  const [first] = matching;
  if (!first) return `fires without ${inBraces(wanted)}: ${firing.map((one) => inBraces(one.labels)).join(", ")}`;
  const words = [says].flat();
  if (matching.some((one) => words.every((word) => textOf(one).includes(word)))) return undefined;
  const unsaid = words.filter((word) => !textOf(first).includes(word));
  return `does not say ${unsaid.map((word) => JSON.stringify(word)).join(", ")}: ${textOf(first)}`;
}

const textOf = ({ annotations }: Firing): string => [annotations.summary, annotations.description].join("\n");

const inBraces = (labels: Labels): string =>
  `{${Object.entries(labels)
    .filter(([name]) => name !== "alertname")
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}}`;
