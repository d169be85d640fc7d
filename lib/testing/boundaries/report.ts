import { durationSeconds } from "../../model/duration.ts";
import { alertTitle, type Suite } from "../suite.ts";
import type { Brink } from "./brinks.ts";
import { limitsOf } from "./limit.ts";
import type { Limits } from "./limits.ts";

/** Where an alert begins to fire, a line for its name and one for each limit and its wait. */
export function limitLines(suite: Suite, { brinks, wait }: Limits): string[] {
  const missing = limitsOf(suite.alert).filter(({ margin }) => !brinks.some(({ limit }) => limit.margin === margin));
  const waits = wait && `for ${suite.alert.for}: ${waitWords(wait)}`;
  return [
    `${suite.file} › ${alertTitle(suite.alert)}`,
    ...brinks.map(brinkLine),
    ...missing.map(({ text }) => `  ${text}: no series of its firing examples leads there`),
    ...(waits ? [`  ${waits}`] : []),
  ];
}

function brinkLine({ limit, fires, quiet }: Brink): string {
  const { text, value } = limit;
  const where =
    value === undefined
      ? `fires ${number(fires.margin)} from it, stays quiet ${number(quiet.margin)} from it`
      : `fires at ${number(value + fires.margin)}, stays quiet at ${number(value + quiet.margin)}`;
  return `  ${text}: ${where} (${fires.example.name})`;
}

function waitWords({ since, quiet, fires }: NonNullable<Limits["wait"]>): string {
  const minutes = (at: typeof since): number => (durationSeconds(at) - durationSeconds(since)) / 60;
  return `still waits after ${minutes(quiet.at)}m, fires after ${minutes(fires.at)}m`;
}

const number = (value: number): string => `${Number(value.toPrecision(4))}`;

/** How many limits were met from both sides. */
export function limitSummary(found: readonly { readonly suite: Suite; readonly limits: Limits }[]): string {
  const all = found.flatMap(({ suite }) => limitsOf(suite.alert)).length;
  const met = found.flatMap(({ limits }) => limits.brinks).length;
  const waits = found.filter(({ limits }) => limits.wait).length;
  return `${found.length} alerts: ${met} of ${all} limits met from both sides, ${waits} waits`;
}
