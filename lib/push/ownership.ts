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

/**
 * Fields that a server writes, or that only a file has: they say nothing of what a dashboard shows. The Kubernetes-style
 * API moves the uid into the metadata.
 */
const notContent = new Set(["id", "uid", "version", "iteration", "$comment"]);

/** What a dashboard shows, with its keys in order and without our mark. */
export const content = (dashboard: DashboardJson): DashboardJson =>
  sorted(contentAsWritten(dashboard)) as DashboardJson;

/** The same with its keys as they came. */
export const contentAsWritten = (dashboard: DashboardJson): DashboardJson =>
  Object.fromEntries(Object.entries(withoutMark(dashboard)).filter(([key]) => !notContent.has(key)));

/** What a dashboard shows, as one text: equal for equal dashboards, whatever the order of their keys. */
export const canonical = (dashboard: DashboardJson): string => JSON.stringify(content(dashboard));

function withoutMark({ links, ...rest }: DashboardJson): DashboardJson {
  const own = Array.isArray(links) ? links.filter((link) => !isMark(link)) : [];
  return own.length === 0 ? rest : { ...rest, links: own };
}

/** Keys in order; what is undefined or null is left out, since servers drop it or fill it in. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

/**
 * A short name for what a dashboard shows, to tell whether it changed: FNV-1a, 64 bits, in hexadecimal.
 * It guards against accidents, not against forgery. Source: RFC 9923.
 */
export function fingerprint(dashboard: DashboardJson): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(canonical(dashboard)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
