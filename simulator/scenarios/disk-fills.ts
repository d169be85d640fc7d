import { defineScenario } from "../scenario.ts";

export default defineScenario({
  title: "A disk fills",
  story: "Somebody left debug logging on: the data disk fills within hours.",
  changes: { diskGrowth: { to: 24_000_000 } },
  lasts: "3h",
  panels: ["infrastructure › Disk space usage", "infrastructure › Disk usage"],
  fires: ["HostDiskFillsSoon warning", "HostDiskFull warning", "HostDiskFull critical"],
});
