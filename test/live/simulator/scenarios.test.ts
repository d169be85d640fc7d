import "../../support/background.ts";
import { expect, it, vi } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { durationSeconds } from "../../../lib/model/duration.ts";
import { recordScenario } from "../../../simulator/recording.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { alertsFired, step, withAlerts } from "./simulation.ts";

const model = await loadModel(process.cwd());
// Each keeps a processor busy.
vi.setConfig({ maxConcurrency: 2 });

const hour = 3600;
/** 1970 began at midnight UTC: in the simulated time zone it was morning. */
const localTime = (time: number) => time + 9 * hour;

// That no other alert fires is seen where every rule is evaluated every minute: test/live/alerting/incidents.test.ts.
it.concurrent.each(Object.entries(scenarios))("%s fires its alerts through the emitted groups", async (_, scenario) => {
  const lasts = durationSeconds(scenario.lasts);
  // An hour longer than the incident, so that the baseline does not contain the incident.
  const before = lasts + hour;
  const recording = recordScenario(scenario, [{ from: 0, to: before + lasts, step }], {
    incidentAt: before,
    localTime,
  });
  const queriedAt = [before, before + lasts];
  const simulation = { recording, queriedAt, day: before / 60, evaluated: 4 };
  const [quiet, fired] = await alertsFired(withAlerts(model, scenario.fires), simulation);
  expect(quiet).toEqual([]);
  expect(fired?.sort()).toEqual([...scenario.fires].sort());
});

it("fires nothing on an ordinary day", async () => {
  const to = 26 * hour;
  const recording = recordScenario(undefined, [{ from: 0, to, step }], { localTime, seed: 7 });
  const day = 24 * 60;
  expect(await alertsFired(model, { recording, queriedAt: [to], day, evaluated: 4 })).toEqual([[]]);
});
