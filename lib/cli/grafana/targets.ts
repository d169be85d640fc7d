import type { GrafanaTarget } from "../../push/target.ts";
import { importFacts } from "../load.ts";
import { UserError } from "../outcome.ts";

/** A Grafana that a project names in its `targets.ts`. @throws UserError with the names that there are */
export async function namedTarget(root: string, name: string | undefined): Promise<GrafanaTarget | undefined> {
  if (name === undefined) return undefined;
  const { targets = {} } = (await importFacts(root, "targets.ts")) as { targets?: Record<string, GrafanaTarget> };
  const target = targets[name];
  if (!target)
    throw new UserError(`no target "${name}" in targets.ts: there are ${Object.keys(targets).join(", ") || "none"}`);
  return target;
}
