import type { Emitter } from "./emit.ts";

/** `grafana/dashboards/<uid>.json`. JSON has no comments, so the stamp is a key that Grafana ignores. */
export const emitDashboards: Emitter = ({ dashboards }) =>
  dashboards.map(({ name, file, json }) => ({
    path: `grafana/dashboards/${name}.json`,
    source: file,
    text: `${JSON.stringify({ $comment: `Generated from ${file} by \`npm run build\`.`, ...json }, null, 2)}\n`,
  }));
