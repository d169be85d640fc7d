import type { Team } from "bigdata-monitoring";

export const teams = {
  operations: { title: "Operations", slack: "#operations", email: "operations@example.org" },
} as const satisfies Record<string, Team>;

// A team or domain that is not listed here does not compile.
declare module "bigdata-monitoring/register" {
  interface Register {
    team: keyof typeof teams;
    domain: "hosts";
  }
}
