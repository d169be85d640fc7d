import type { DashboardJson } from "./canonical.ts";

/** Who pushed a dashboard, and what it was then. */
export interface Mark {
  /** The file that defines it. */
  readonly source: string;
  /** Of what was pushed. */
  readonly fingerprint: string;
}

const title = "Defined in code";
const tooltip = /^(\S+), pushed by bigdata-monitoring as ([0-9a-f]{16})$/;

/**
 * The mark is one of the dashboard's links: it is stored with the dashboard on every version of Grafana, survives an
 * edit in the UI, and tells whoever is about to edit there where the dashboard comes from.
 */
export function withMark(dashboard: DashboardJson, { source, fingerprint }: Mark): DashboardJson {
  const link = {
    title,
    type: "link",
    icon: "doc",
    tooltip: `${source}, pushed by bigdata-monitoring as ${fingerprint}`,
    url: "",
    tags: [],
    asDropdown: false,
    targetBlank: false,
    includeVars: false,
    keepTime: false,
  };
  return { ...dashboard, links: [...linksOf(dashboard).filter((one) => !isMark(one)), link] };
}

/** The mark that a dashboard carries, or undefined if we never pushed it. */
export function readMark(dashboard: DashboardJson): Mark | undefined {
  const found = linksOf(dashboard).find(isMark)?.tooltip.match(tooltip);
  return found ? { source: found[1] ?? "", fingerprint: found[2] ?? "" } : undefined;
}

/** Whether a link is our mark. */
export const isMark = (link: unknown): link is { tooltip: string } =>
  typeof link === "object" &&
  link !== null &&
  "tooltip" in link &&
  typeof link.tooltip === "string" &&
  tooltip.test(link.tooltip);

const linksOf = ({ links }: DashboardJson): readonly unknown[] => (Array.isArray(links) ? links : []);
