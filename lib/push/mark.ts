/** Dashboard JSON as an API carries it. */
export type DashboardJson = Readonly<Record<string, unknown>>;

/** Who pushed a dashboard, and what it was then. */
export interface Mark {
  /** Of the dashboard that was pushed. A copy that somebody makes of it carries the mark too, under another uid. */
  readonly uid: string;
  /** The file that defines it. */
  readonly source: string;
  /** The project that the file is of, so that no other prunes it. Older marks have none. */
  readonly project?: string;
  /** Of what was pushed. */
  readonly fingerprint: string;
}

const title = "Defined in code";
const tooltip = /^(\S+) of (\S+)(?: in (\S+))?, pushed by bigdata-monitoring as ([0-9a-f]{16})$/;

/**
 * The mark is one of the dashboard's links: it is stored with the dashboard on every version of Grafana, survives an
 * edit in the UI, and tells whoever is about to edit there where the dashboard comes from.
 */
export function withMark(dashboard: DashboardJson, { uid, source, project, fingerprint }: Mark): DashboardJson {
  const place = project === undefined ? source : `${source} in ${project}`;
  const link = {
    title,
    type: "link",
    icon: "doc",
    tooltip: `${uid} of ${place}, pushed by bigdata-monitoring as ${fingerprint}`,
    url: "",
    tags: [],
    asDropdown: false,
    targetBlank: false,
    includeVars: false,
    keepTime: false,
  };
  return { ...dashboard, links: [...linksOf(dashboard).filter((one) => !isMark(one)), link] };
}

/** The mark that a dashboard carries; undefined if neither it nor what it was copied from was ever pushed. */
export function readMark(dashboard: DashboardJson): Mark | undefined {
  const found = linksOf(dashboard).find(isMark)?.tooltip.match(tooltip);
  if (!found) return undefined;
  const [, uid = "", source = "", project, fingerprint = ""] = found;
  return { uid, source, ...(project !== undefined && { project }), fingerprint };
}

/** Whether a link is our mark. */
export const isMark = (link: unknown): link is { tooltip: string } =>
  typeof link === "object" &&
  link !== null &&
  "tooltip" in link &&
  typeof link.tooltip === "string" &&
  tooltip.test(link.tooltip);

const linksOf = ({ links }: DashboardJson): readonly unknown[] => (Array.isArray(links) ? links : []);
