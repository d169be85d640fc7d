import type { Emitter } from "./emit.ts";

/** `grafana/dashboards/<uid>.json`. JSON has no comments, so the stamp is a key that Grafana ignores. */
export const emitDashboards: Emitter = ({ dashboards }) =>
  dashboards.map(({ name, file, json }) => {
    const document = { $comment: `Generated from ${file} by \`npm run build\`.`, ...json };
    const text = `${JSON.stringify(document, null, 2)}\n`;
    return { path: `grafana/dashboards/${name}.json`, source: file, document, text };
  });
