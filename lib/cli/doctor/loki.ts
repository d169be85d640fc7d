import { containerOf } from "../../model/compose.ts";
import { askJson } from "../api/json.ts";
import type { Examination } from "./diagnosis.ts";

/** Do logs arrive? */
export const examineLoki: Examination = async ({ model, addresses: { loki: url } }) => {
  const since = `${(Date.now() - 3_600_000) * 1e6}`;
  const { data = [] } = await askJson<{ data?: string[] }>(`${url}/loki/api/v1/label/source/values?start=${since}`);
  if (data.length > 0) return [];
  const cure = `see that a collector runs (COMPOSE_PROFILES in compose/.env): \`docker logs ${containerOf(model, "alloy")}\``;
  return [{ where: "loki › logs", problem: "no line arrived in the last hour", cure }];
};
