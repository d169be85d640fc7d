import { longestDuration } from "../promql/syntax/numbers.ts";
import { type Check, type Finding, inConfig, panelsOf, type Where } from "./check.ts";

// Values that Grafana refuses, or takes for others: uids, titles, positions, times and tags.

/** Source: ValidateUID in pkg/util/shortid_generator.go of Grafana */
const uidForm = /^[\w-]{1,40}$/;

const grafanaUid: Check = {
  name: "grafana-uid",
  description: "Grafana refuses a uid that is longer than 40 characters, or has others than letters, digits, - and _.",
  *find({ dashboards, datasources, settings }) {
    const { uid } = settings.grafana.folder;
    const all = [...dashboards, ...datasources].map(({ name, file }) => ({ uid: name, where: { file, path: [] } }));
    for (const { uid: one, where } of [...all, { uid, where: inConfig("grafana", "folder", "uid") }]) {
      if (uidForm.test(one)) continue;
      const isLong = /^[\w-]+$/.test(one);
      const message = isLong ? `the uid "${one}" has ${one.length} characters of 40` : `"${one}" is no uid`;
      yield { ...where, message, hint: isLong ? "shorten the name" : "name it with letters, digits, - and _" };
    }
  },
};

/** Grafana's grid has 24 columns. Source: GRID_COLUMN_COUNT in public/app/core/constants.ts of Grafana */
const columns = 24;
/** Source: `id?: uint32` in kinds/dashboard/dashboard_kind.cue of Grafana */
const largestId = 2 ** 32 - 1;

const panelPosition: Check = {
  name: "panel-position",
  description:
    "A panel without height or width cannot be seen; schema v2 refuses a position, and every schema an id, that is no whole number.",
  *find({ dashboards, settings }) {
    for (const dashboard of dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        const { id, gridPos } = panel;
        if (id !== undefined && !(Number.isInteger(id) && id > 0 && id <= largestId))
          yield {
            ...where,
            message: `its id ${id} is no whole number from 1 to ${largestId}`,
            hint: "leave out .id()",
          };
        if (!gridPos) continue;
        for (const [field, least] of [
          ["x", 0],
          ["y", 0],
          ["w", 1],
          ["h", 1],
        ] as const) {
          const value = gridPos[field];
          // Older boards leave out what is 0.
          if (value === undefined) continue;
          const isWhole = Number.isSafeInteger(value) || settings.grafana.schema !== "v2";
          if (!(value >= least && Number.isFinite(value) && isWhole))
            yield {
              ...where,
              message: `its ${fields[field]} is ${value}, and must be ${isWhole ? "" : "a whole number, "}at least ${least}`,
              hint: "in units of the grid: 24 columns, and lines of 30 px",
            };
        }
      }
  },
};

const fields = { x: "column", y: "line", w: "width", h: "height" } as const;

const panelOverflow: Check = {
  name: "panel-overflow",
  description: "Grafana moves a panel that reaches beyond the 24 columns of its grid, over or below others.",
  severity: "warning",
  *find({ dashboards }) {
    for (const dashboard of dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        const { x = 0, w = 0 } = panel.gridPos ?? {};
        if (x + w > columns)
          yield {
            ...where,
            message: `it takes the columns ${x} to ${x + w}, and there are ${columns}`,
            hint: "make the panels of its line narrower, or put it into another line",
          };
      }
  },
};

/** Source: gtime.ParseDuration in backend/gtime/gtime.go of Grafana's plugin SDK */
const refreshForm = /^(?:\d+[dwMy]|(?:\d+(?:h|m|s|ms))+)$/;
/** In seconds. Source: min_refresh_interval in conf/defaults.ini of Grafana */
const shortestRefresh = 5;
const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  y: 31_536_000,
};
/** Source: packages/grafana-data/src/datetime/datemath.ts of Grafana */
const timeForm = /^(?:now(?:[+-]\d*(?:ms|[smhdwMQy])|\/f?[smhdwMQy])*|\d+|\d{4}-\d\d.*)$/;

const dashboardTime: Check = {
  name: "dashboard-time",
  description: "Grafana refuses to refresh more often than every 5s, and shows no data for a time that it cannot read.",
  *find({ dashboards }) {
    for (const { file, json } of dashboards) {
      const { refresh, time } = json;
      if (typeof refresh === "string" && refresh !== "" && refresh !== "auto") {
        const where = { file, path: ["refresh"] };
        if (!refreshForm.test(refresh))
          yield {
            ...where,
            message: `Grafana cannot read "${refresh}"`,
            hint: 'write one unit, such as "30s" or "5m"',
          };
        else if (secondsOf(refresh) > longestDuration)
          yield { ...where, message: `"${refresh}" is longer than Grafana reads`, hint: "write at most 292y" };
        else if (secondsOf(refresh) < shortestRefresh)
          yield { ...where, message: `"${refresh}" is shorter than ${shortestRefresh}s`, hint: "write at least 5s" };
      }
      for (const [field, text] of [
        ["from", time?.from],
        ["to", time?.to],
      ] as const)
        if (typeof text === "string" && !timeForm.test(text))
          yield { file, path: [field], message: `"${text}" is no time`, hint: 'write "now-6h"' };
    }
  },
};

const secondsOf = (text: string): number =>
  Array.from(text.matchAll(/(\d+)([a-zA-Z]+)/g)).reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (unitSeconds[unit] ?? 0),
    0,
  );

/** Source: column `term` of `dashboard_tag` in pkg/services/sqlstore/migrations/dashboard_mig.go of Grafana */
const longestTag = 50;

const dashboardTag: Check = {
  name: "dashboard-tag",
  description:
    "Grafana stores tags of up to 50 characters: on PostgreSQL and MySQL it cannot save a board with a longer one.",
  *find({ dashboards }) {
    for (const { file, json } of dashboards)
      for (const tag of json.tags ?? []) {
        const [where, length] = [{ file, path: ["tags"] }, [...tag].length];
        if (tag.trim() === "") yield { ...where, message: "a tag is empty", hint: "remove it" };
        else if (length > longestTag)
          yield { ...where, message: `the tag "${tag}" has ${length} characters of ${longestTag}`, hint: "shorten it" };
      }
  },
};

/** In bytes. Source: ValidateBasicDashboardProperties in pkg/services/dashboards/service/dashboard_service.go of Grafana */
const longestTitle = 5000;
/** In bytes. Source: maxDatasourceNameLen in pkg/services/datasources/service/datasource.go of Grafana */
const longestName = 190;
/** The folder of what is in no folder. Source: RootFolderName in pkg/services/dashboards of Grafana */
const rootFolder = "general";

const grafanaTitle: Check = {
  name: "grafana-title",
  description:
    "Grafana refuses titles that are blank or too long, two datasources of one name, and a folder named General.",
  *find({ dashboards, datasources, settings }) {
    for (const { file, json } of dashboards) yield* titleProblems(json.title, longestTitle, { file, path: ["title"] });
    const seen = new Map<string, string>();
    for (const { file, definition } of datasources) {
      const where = { file, path: ["title"] };
      yield* titleProblems(definition.title, longestName, where);
      const first = seen.get(definition.title);
      if (first !== undefined)
        yield { ...where, message: `${first} has the title "${definition.title}" too`, hint: "give it another one" };
      seen.set(definition.title, file);
    }
    const folder = settings.grafana.folder.title;
    const where = inConfig("grafana", "folder", "title");
    yield* titleProblems(folder, longestTitle, where);
    if (folder.trim().toLowerCase() === rootFolder)
      yield {
        ...where,
        message: `"${folder}" is Grafana's name of what is in no folder`,
        hint: "give it another title",
      };
  },
};

function* titleProblems(title: string | undefined, most: number, where: Where): Generator<Finding> {
  const bytes = new TextEncoder().encode(title ?? "").length;
  if (title?.trim() === "") yield { ...where, message: "the title is blank", hint: "write one" };
  else if (bytes > most) yield { ...where, message: `the title has ${bytes} bytes of ${most}`, hint: "shorten it" };
}

/** Checks of values that Grafana refuses. */
export const grafanaLimitChecks: readonly Check[] = [
  grafanaUid,
  grafanaTitle,
  panelPosition,
  panelOverflow,
  dashboardTime,
  dashboardTag,
];
