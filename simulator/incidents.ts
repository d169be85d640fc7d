import { durationSeconds, type IncidentDefinition, type Incidents } from "bigdata-monitoring";
import { record } from "./recording.ts";
import { conditionsAt, type Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";
import { usual } from "./world/conditions.ts";
import { world } from "./world/world.ts";

const minute = 60;
const hour = 60 * minute;

/** A scenario of the simulated platform as an incident that the library can record. */
export const incidentOf = (scenario: Scenario): IncidentDefinition => ({
  title: scenario.title,
  story: scenario.story,
  lasts: scenario.lasts,
  record: (begins, ends) => {
    // Time 0 is midnight of 1970 in UTC: the platform's people live where it is morning then.
    const platform = world({ seed: 1, begin: 0, localTime: (time) => time + 9 * hour });
    const lasts = durationSeconds(scenario.lasts);
    return record(platform, [{ from: 0, to: ends, step: minute }], (time) =>
      time < begins + lasts ? conditionsAt(scenario, time - begins) : usual,
    );
  },
});

export const incidents: Incidents = Object.fromEntries(
  Object.entries(scenarios).map(([name, scenario]) => [name, incidentOf(scenario)]),
);
