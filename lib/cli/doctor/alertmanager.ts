import { containerOf } from "../../model/compose.ts";
import { askJson } from "../api/json.ts";
import type { Examination } from "./diagnosis.ts";
import { instant } from "./prometheus.ts";

/** Does it deliver what it is given? */
export const examineAlertmanager: Examination = async ({ model, addresses: { alertmanager, prometheus } }) => {
  await askJson(`${alertmanager}/api/v2/status`);
  const failing = "sum by (integration, reason) (increase(alertmanager_notifications_failed_total[1h])) > 0";
  const failed = await instant(prometheus, failing).catch(() => []);
  return failed.map(({ metric: { integration, reason = "unknown reason" }, value }) => ({
    where: `alertmanager › ${integration}`,
    problem: `${Math.ceil(Number(value))} messages of the last hour failed (${reason})`,
    cure: `fill in its key or address in compose/.env, then \`npm run up\`; see \`docker logs ${containerOf(model, "alertmanager")}\``,
  }));
};
