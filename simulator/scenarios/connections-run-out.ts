import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "A database runs out of connections",
  story: "A service opens connections to PostgreSQL and never gives them back.",
  changes: { connectionsLeaked: { to: 160, over: "50m" } },
  lasts: "1h15m",
  panels: ["databases › Connection usage", "databases › Connections by state"],
  fires: ["PostgresqlConnectionsNearLimit warning"],
});
