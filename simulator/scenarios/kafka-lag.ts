import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "Consumer lag grows",
  story: "The fraud scorer slows to a crawl: transactions arrive, and wait longer and longer to be scored.",
  changes: { scorerSpeed: { to: 0.02, over: "2m" } },
  lasts: "1h",
  panels: ["kafka › Time lag by group", "kafka › Message lag by group and topic"],
  fires: ["ConsumerLagHigh warning", "ConsumerLagHigh critical"],
});
