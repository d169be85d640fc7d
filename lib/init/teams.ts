import type { Team } from "bigdata-monitoring";

export const teams = {
  web: { title: "Web", slack: "#web", email: "web@example.org" },
  operations: { title: "Operations", slack: "#operations", email: "operations@example.org" },
} as const satisfies Record<string, Team>;

// A team or domain that is not listed here does not compile.
declare module "bigdata-monitoring/register" {
  interface Register {
    team: keyof typeof teams;
    domain: "web";
  }
}
