import { beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../lib/model/model.ts";
import { promql } from "../../lib/promql/promql.ts";
import { alertsOf } from "../../scripts/backfill/rules.ts";
import { type Episode, evaluate } from "../../scripts/worlds/evaluate.ts";
import { modelOf } from "../../scripts/worlds/model.ts";
import { begin, recordHistory } from "../../scripts/worlds/record.ts";
import { timeOf } from "../../simulator/platforms/incident.ts";
import { incidentsOf, type PlatformName, platforms } from "../../simulator/platforms/index.ts";

const day = 86_400;
const quietDays = 7;
/** Seconds between two scrapes, and between two evaluations. */
const step = 120;

/** An alert whose limit does not fit the platform. */
interface Unfit {
  readonly alert: string;
  readonly expr: string;
}

/**
 * Tests all rules on a platform: a quiet week, and the incidents that follow it.
 * @param unfit must fire in the quiet week, or the test would not find such an alert among the rules
 */
export function testWorld(name: PlatformName, unfit: Unfit): void {
  const incidents = incidentsOf[name];
  describe(`the ${name} platform`, () => {
    let episodes: Episode[];
    const between = (from: number, to: number) =>
      episodes.filter(
        (one) =>
          one.from >= begin + from && one.from < begin + to && one.severity !== "none" && one.alert !== unfit.alert,
      );

    beforeAll(async () => {
      const model = withAlert(await modelOf(platforms[name]), unfit);
      episodes = await evaluate(model, recordHistory(model, platforms[name], { incidents, quietDays, step }));
    });

    it("has an alerting system that works", () => {
      const watchdog = episodes.filter(({ alert }) => alert === "Watchdog");
      expect(watchdog).toHaveLength(1);
    });

    it("finds an alert whose limit does not fit", () => {
      expect(episodes.filter(({ alert, from }) => alert === unfit.alert && from < begin + quietDays * day)).not.toEqual(
        [],
      );
    });

    it("fires nothing above info in a quiet week", () => {
      const loud = between(0, quietDays * day).filter(({ severity }) => severity !== "info");
      expect(loud.map(described)).toEqual([]);
    });

    it("fires nothing above info after the incidents", () => {
      const last = incidents.at(-1);
      const loud = last ? between(timeOf(last, quietDays).resolved, Number.POSITIVE_INFINITY) : [];
      expect(loud.filter(({ severity }) => severity !== "info").map(described)).toEqual([]);
    });

    it.each(incidents.map((incident, index) => ({ ...incident, index })))(
      "$title: fires its alerts and no other, until the cause is gone",
      ({ index, ...incident }) => {
        const { from, to, resolved } = timeOf(incident, quietDays);
        const earlier = incidents[index - 1];
        const during = between(earlier ? timeOf(earlier, quietDays).resolved : quietDays * day, resolved).filter(
          // What the platform's disturbances report at other times needs nobody.
          (one) => one.severity !== "info" || (one.to > begin + from && one.from < begin + resolved),
        );
        expect(names(during)).toEqual([...incident.fires].sort());
        expect(during.filter((one) => one.from < begin + from).map(described)).toEqual([]);
        expect(during.filter((one) => one.to > begin + resolved).map(described)).toEqual([]);
        // None has resolved before the cause is gone.
        expect(names(during.filter((one) => one.from <= begin + to && one.to >= begin + to))).toEqual(names(during));
      },
    );
  });
}

/** A model with one more alert: a copy of its first, with another expression. */
function withAlert(model: Model, { alert, expr }: Unfit): Model {
  const [rule] = alertsOf(model);
  const [group] = model.rules;
  if (!rule || !group) throw new Error("the model has no alert to copy");
  const added = { ...rule, alert, expr: promql`${expr}`, for: "10m", severity: "warning" } as const;
  return { ...model, rules: [...model.rules, { ...group, definition: { ...group.definition, rules: [added] } }] };
}

const names = (episodes: readonly Episode[]): string[] =>
  [...new Set(episodes.map(({ alert, severity }) => `${alert} ${severity}`))].sort();

const described = ({ alert, severity, labels, from, to }: Episode): string =>
  `${alert} ${severity} from ${at(from)} to ${at(to)} ${JSON.stringify(labels)}`;

/** `day 3 14:05`. */
const at = (time: number): string =>
  `day ${Math.floor((time - begin) / day) + 1} ${new Date(time * 1000).toISOString().slice(11, 16)}`;
