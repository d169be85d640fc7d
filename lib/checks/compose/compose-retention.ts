import type { Model } from "../../model/model.ts";
import type { Check } from "../check.ts";
import { composeExample } from "./example.ts";

const flag = "--storage.tsdb.retention.time=";

export const composeRetention: Check = {
  name: "compose-retention",
  description:
    "Prometheus takes its retention from a flag: one that differs from retention.ts deletes, or hoards, unnoticed.",
  *find({ compose, retention }) {
    const prometheus = compose?.definition.services.prometheus;
    if (!compose || !retention || !prometheus) return;
    if (prometheus.command?.includes(flag + retention.metrics)) return;
    yield {
      file: compose.file,
      path: ["services", "prometheus", "command"],
      message: `does not keep metrics for ${retention.metrics}`,
      hint: `add ${flag}${retention.metrics}`,
    };
  },
  bad: () => withRetention("15d"),
  good: () => withRetention("30d"),
};

const withRetention = (time: string): Model => ({
  ...composeExample({ command: [flag + time] }, "prometheus"),
  retention: { metrics: "30d", logs: "168h" },
});
