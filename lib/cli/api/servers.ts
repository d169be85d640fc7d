import type { Stack } from "../../model/model.ts";
import { serverUrls } from "../env.ts";

/** The servers that people ask. */
export type ServerName = "prometheus" | "alertmanager" | "grafana" | "loki";

/** Where each is: as the environment says, else where the stack is published on this machine. */
export function addressesOf(stack: Stack): Record<ServerName, string> {
  const named = serverUrls();
  const address = (name: ServerName) => named[name] ?? stack[name]?.ui ?? `http://localhost:${stack[name]?.port}`;
  return {
    prometheus: address("prometheus"),
    alertmanager: address("alertmanager"),
    grafana: address("grafana"),
    loki: address("loki"),
  };
}
