import type { Detail } from "../diff/change.ts";
import { fieldDetails } from "../diff/change.ts";
import { boardChanges } from "../diff/dashboards.ts";
import type { Json } from "../diff/json.ts";

export type ActionKind = "create" | "update" | "unchanged" | "conflict" | "keep" | "refuse" | "prune";

/** The planned action for one resource on a server, with its reason. */
export interface Decision {
  readonly kind: ActionKind;
  /** The uid of a dashboard or a datasource, the name of a rule group. */
  readonly uid: string;
  readonly title: string;
  readonly reason: string;
  /** How the server's version differs from ours, a sentence each, where somebody else changed it. */
  readonly changes?: readonly string[];
}

/** What to do where somebody else changed a resource. */
export interface ConflictPolicy {
  /** Overwrite it. */
  readonly force: boolean;
  /** Leave it, and report no conflict. */
  readonly keep: boolean;
}

/** Decides about a resource that somebody else changed. @param changed how it was changed */
export function decideConflict(changed: string, { force, keep }: ConflictPolicy): Pick<Decision, "kind" | "reason"> {
  if (force) return { kind: "update", reason: `${changed}; overwritten by --force` };
  if (keep) return { kind: "keep", reason: changed };
  return { kind: "conflict", reason: `${changed}: overwrite it with --force, or leave it with --keep` };
}

const writes: readonly ActionKind[] = ["create", "update", "prune"];

/** Whether it changes something on the server. */
export const isWrite = ({ kind }: Decision): boolean => writes.includes(kind);

/** Whether a person has to decide. */
export const needsDecision = ({ kind }: Decision): boolean => kind === "conflict" || kind === "refuse";

/** Kinds that say nothing of resources that we own on the server. */
const notOurs: readonly ActionKind[] = ["create", "keep"];

/**
 * The error of a plan that deletes more than is allowed; undefined where it does not.
 * @param defined how many of these resources are defined
 * @param agreed how many may be deleted; by default a fifth of those that we own there, and none if none is defined
 */
export function excessOf(decisions: readonly Decision[], defined: number, agreed?: number): string | undefined {
  const gone = decisions.filter(({ kind }) => kind === "prune").length;
  const held = decisions.filter(({ kind }) => !notOurs.includes(kind)).length;
  const most = agreed ?? (defined === 0 ? 0 : Math.floor(held / 5));
  if (gone <= most) return undefined;
  return `--prune would delete ${gone} of ${held} that we own there, ${why(defined, agreed)} — nothing was written; to delete them, give their number: --prune=${gone}`;
}

function why(defined: number, agreed: number | undefined): string {
  if (agreed !== undefined) return `and --prune allows ${agreed}`;
  return defined === 0 ? "and nothing is defined" : "which is more than a fifth";
}

const formattingOnly = "it is formatted in another way, and shows the same";

/** How the server's dashboard differs from ours, a sentence a line. */
export const remoteDashboardChanges = (uid: string, ours: DashboardJson, remote: DashboardJson): string[] =>
  sentencesOf(
    boardChanges(uid, content(ours), content(remote)).map((one) => ({ ...one, subject: subjectIn(uid, one.subject) })),
  );

/** How the server's fields differ from ours, a sentence a line. */
export const remoteFieldChanges = (ours: Json, remote: Json): string[] => sentencesOf(fieldDetails(ours, remote));

const sentencesOf = (details: readonly (Detail & { readonly subject?: string })[]): string[] =>
  details.length === 0
    ? [formattingOnly]
    : details.map(({ subject = "", sentence, before, after }) =>
        [subject, sentence, ...(before === undefined ? [] : [`${oneLine(before)} → ${oneLine(after ?? "")}`])]
          .filter((part) => part !== "")
          .join(": "),
      );

/** Without the dashboard's uid, which the plan names already. */
const subjectIn = (uid: string, subject: string): string => subject.replace(uid, "").replace(/^ › /, "");

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

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
  /** Uid of the folder that it was pushed to. Older markers have none. */
  readonly folder?: string;
  /** Of what was pushed. */
  readonly fingerprint: string;
}

const title = "Defined in code";
const tooltip = /^(\S+) of (\S+?)(?: in (\S+?))?(?:, folder (\S+))?, pushed by bigdata-monitoring as ([0-9a-f]{16})$/;

/**
 * The ownership marker is one of the dashboard's links: every version of Grafana stores it with the dashboard, an edit in
 * the UI keeps it, and it shows the dashboard's source to everybody who edits there.
 */
export function withMarker(
  dashboard: DashboardJson,
  { uid, source, project, folder, fingerprint }: OwnershipMarker,
): DashboardJson {
  const place = `${source}${project === undefined ? "" : ` in ${project}`}${folder === undefined ? "" : `, folder ${folder}`}`;
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
  const [, uid = "", source = "", project, folder, fingerprint = ""] = found;
  return {
    uid,
    source,
    ...(project !== undefined && { project }),
    ...(folder !== undefined && { folder }),
    fingerprint,
  };
}

/** Whether a link is an ownership marker. */
const isMarker = (link: unknown): link is { tooltip: string } =>
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

/** What Grafana's UI adds to a dashboard when somebody saves it, where the dashboard does not have it. */
const addedByUi: DashboardJson = {
  editable: true,
  fiscalYearStartMonth: 0,
  graphTooltip: 0,
  liveNow: false,
  refresh: "",
  style: "dark",
  timezone: "",
  weekStart: "",
};

/** Without the defaults that Grafana's UI adds on saving. @param defined the dashboard as we define it: what it has stays */
export const withoutUiDefaults = (dashboard: DashboardJson, defined: DashboardJson = {}): DashboardJson =>
  Object.fromEntries(
    Object.entries(dashboard).filter(
      ([key, value]) => key in defined || !(key in addedByUi) || value !== addedByUi[key],
    ),
  );

function withoutMarker({ links, ...rest }: DashboardJson): DashboardJson {
  const own = Array.isArray(links) ? links.filter((link) => !isMarker(link)) : [];
  return own.length === 0 ? rest : { ...rest, links: own };
}

/** Sorts keys, and leaves out undefined and null: servers drop these or fill them in. */
function sorted(value: unknown): unknown {
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
