/** Dashboard JSON as an API carries it. */
export type DashboardJson = Readonly<Record<string, unknown>>;

/** Which project owns a dashboard, and the content that it pushed last. */
export interface OwnershipMarker {
  /** Of the dashboard that was pushed. A copy of it carries the marker too, under another uid. */
  readonly uid: string;
  /** The file that defines it. */
  readonly source: string;
  /** The project that owns the dashboard: no other prunes it. Older markers have none. */
  readonly project?: string;
  /** Of what was pushed. */
  readonly fingerprint: string;
}

const title = "Defined in code";
const tooltip = /^(\S+) of (\S+)(?: in (\S+))?, pushed by bigdata-monitoring as ([0-9a-f]{16})$/;

/**
 * The ownership marker is one of the dashboard's links: every version of Grafana stores it with the dashboard, an edit in
 * the UI keeps it, and it shows the dashboard's source to everybody who edits there.
 */
export function withMarker(
  dashboard: DashboardJson,
  { uid, source, project, fingerprint }: OwnershipMarker,
): DashboardJson {
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
  return { ...dashboard, links: [...linksOf(dashboard).filter((one) => !isMarker(one)), link] };
}

/** The marker of a dashboard; undefined if neither it nor the dashboard that it was copied from was pushed. */
export function readMarker(dashboard: DashboardJson): OwnershipMarker | undefined {
  const found = linksOf(dashboard).find(isMarker)?.tooltip.match(tooltip);
  if (!found) return undefined;
  const [, uid = "", source = "", project, fingerprint = ""] = found;
  return { uid, source, ...(project !== undefined && { project }), fingerprint };
}

/** Whether a link is an ownership marker. */
export const isMarker = (link: unknown): link is { tooltip: string } =>
  typeof link === "object" &&
  link !== null &&
  "tooltip" in link &&
  typeof link.tooltip === "string" &&
  tooltip.test(link.tooltip);

const linksOf = ({ links }: DashboardJson): readonly unknown[] => (Array.isArray(links) ? links : []);

/**
 * Fields that a server writes, or that only a file has: they do not change what a dashboard shows. The Kubernetes-style
 * API moves the uid into the metadata.
 */
const notContent = new Set(["id", "uid", "version", "iteration", "$comment"]);

/** What a dashboard shows, with its keys in order and without the ownership marker. */
export const content = (dashboard: DashboardJson): DashboardJson =>
  sorted(contentAsWritten(dashboard)) as DashboardJson;

/** The same with its keys in their original order. */
export const contentAsWritten = (dashboard: DashboardJson): DashboardJson =>
  Object.fromEntries(Object.entries(withoutMarker(dashboard)).filter(([key]) => !notContent.has(key)));

/** The content as one text: equal for equal dashboards, whatever the order of their keys. */
export const canonical = (dashboard: DashboardJson): string => JSON.stringify(content(dashboard));

function withoutMarker({ links, ...rest }: DashboardJson): DashboardJson {
  const own = Array.isArray(links) ? links.filter((link) => !isMarker(link)) : [];
  return own.length === 0 ? rest : { ...rest, links: own };
}

/** Sorts keys, and leaves out undefined and null: servers drop these or fill them in. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

/**
 * A hash of the content, to detect changes: FNV-1a, 64 bits, in hexadecimal.
 * It protects against accidents, not against forgery. Source: RFC 9923.
 */
export function fingerprint(dashboard: DashboardJson): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(canonical(dashboard)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
