import type { Tick } from "../world/tick.ts";
import { bare } from "./formats.ts";
import type { Report } from "./line.ts";

/** What the host's own services write to the systemd journal. */
export const journal = (tick: Tick): Report[] => [
  unit("ssh", ssh),
  unit("systemd-timesyncd", timesync),
  unit("docker", docker(tick)),
];

const unit = (name: string, events: Report["events"]): Report => ({
  labels: { source: "journal", unit: name },
  write: bare,
  events,
});

const ssh: Report["events"] = [
  {
    level: "info",
    perSecond: 1 / 240,
    says: (draw) => `Connection closed by invalid user admin 203.0.113.${1 + draw(250)} port ${30_000 + draw(30_000)}`,
  },
  {
    level: "error",
    perSecond: 1 / 5400,
    says: (draw) => `maximum authentication attempts exceeded for root from 203.0.113.${1 + draw(250)}`,
  },
];

const timesync: Report["events"] = [
  {
    level: "warning",
    perSecond: 1 / 3000,
    says: () => "Timed out waiting for a reply of the time server 10.0.0.2:123",
  },
];

const docker = ({ conditions }: Tick): Report["events"] => [
  {
    level: "warning",
    perSecond: 1 / 2400,
    says: () => "health check for container bigdata-image-renderer timed out, 1 of 3",
  },
  {
    level: "warning",
    perSecond: conditions.diskGrowth > 0 ? 1 / 300 : 0,
    says: (draw) =>
      `log of container bigdata-transactions grew by ${1 + draw(2)}.${draw(10)} GiB since its last rotation`,
  },
];
