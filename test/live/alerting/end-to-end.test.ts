import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it, type TestContext, vi } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Event } from "../../../lib/testing/incident.ts";
import { startAlertmanager, startAlertmanagerPair } from "../../../scripts/servers/alertmanager.ts";
import type { Scenario } from "../../../simulator/scenario.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { fast, paceOf } from "./accelerate/accelerate.ts";
import type { AtEnd } from "./emitted.ts";
import { dueOf, once, swapped, textsByThread } from "./end-to-end/agreement.ts";
import { messagesIn } from "./end-to-end/expected.ts";
import { inhibitedUntil, nameOf } from "./end-to-end/inhibited.ts";
import { live, type Reaches } from "./end-to-end/live.ts";
import { lateTargets } from "./end-to-end/monitoring.ts";
import { received } from "./end-to-end/received.ts";
import { type Simulated, simulateAccelerated } from "./end-to-end/simulated.ts";
import { running } from "./incident.ts";
import { type Sinks, startSinks } from "./sinks.ts";

const model = await loadModel(".");
// A minute is two seconds.
const pace = paceOf(model, 30);
vi.setConfig({ maxConcurrency: 3 });

const names = ["schema-breaks", "kafka-lag", "endpoint-down"] as const;
const simulations = new Map<string, Simulated>();

// Before the incidents begin: a simulation keeps the processors busy, and accelerated time does not wait.
beforeAll(async () => {
  await Promise.all(
    names.map(async (name) => {
      simulations.set(name, await simulateAccelerated(scenarios[name] as Scenario, model, pace));
    }),
  );
});

it.each(names)("has the same timeline of %s in accelerated time", async (name) => {
  const timeline = fileURLToPath(new URL(`snapshots/scenarios/${name}.txt`, import.meta.url));
  expect(simulations.get(name)?.text).toBe(await readFile(timeline, "utf8"));
});

/** The Alertmanagers, and their outage during the incident. */
interface Alertmanagers {
  readonly servers: readonly { readonly address: string; readonly url: string }[];
  /** The minutes in which one of them is down. */
  readonly outage?: { readonly from: number; readonly to: number; happen(reaches: Reaches): Promise<void> };
  /** With two Alertmanagers a notification is sent at least once, not exactly once. */
  readonly mayRepeat?: true;
}

type Start = (sinks: Sinks, atEnd: AtEnd) => Promise<Alertmanagers>;

it.concurrent("real servers confirm schema-breaks", (test) => confirm("schema-breaks", alone, test));
it.concurrent("real servers confirm kafka-lag, with a restart of Alertmanager", (test) =>
  confirm("kafka-lag", restarted, test));
it.concurrent("real servers confirm endpoint-down, with one of two Alertmanagers killed", (test) =>
  confirm("endpoint-down", paired, test));

async function confirm(
  name: (typeof names)[number],
  start: Start,
  { expect, onTestFinished: atEnd }: TestContext,
): Promise<void> {
  const simulated = simulations.get(name) as Simulated;
  const { minutes, events } = simulated;
  const sinks = await startSinks(simulated.model, atEnd);
  const { servers, outage, mayRepeat } = await start(sinks, atEnd);
  const { prometheus, reaches } = await live(
    simulated,
    servers.map(({ address }) => address),
    atEnd,
  );
  const over = new AbortController();
  const inhibited = inhibitedUntil(servers.at(-1)?.url ?? "", over.signal);
  await outage?.happen(reaches);
  await reaches(minutes);
  over.abort();
  const late = await lateTargets(prometheus);

  const expected = messagesIn(events, model);
  if (outage) expect(expected.filter(({ at }) => at > outage.from && at < outage.to)).not.toEqual([]);
  const messages = received(sinks).map((all) => (mayRepeat ? once(all) : all));
  const arrived = messages.flat();
  expect(textsByThread(arrived), late).toEqual(textsByThread(dueOf(expected, arrived, minutes)));
  expect(messages.flatMap((all) => swapped(all, expected))).toEqual([]);
  expect([...(await inhibited)]).toEqual(expect.arrayContaining(events.flatMap(inhibition)));
}

const inhibition = (event: Event): string[] =>
  event.kind === "inhibited" ? [`${nameOf(event.alert.labels)} by ${nameOf(event.source.labels)}`] : [];

async function alone({ configFile: file }: Sinks, atEnd: AtEnd): Promise<Alertmanagers> {
  return { servers: [await running(startAlertmanager({ config: { file } }), atEnd)] };
}

async function restarted({ configFile: file }: Sinks, atEnd: AtEnd): Promise<Alertmanagers> {
  const storage = await mkdtemp(join(tmpdir(), "alertmanager-"));
  atEnd(() => rm(storage, { recursive: true }));
  const first = await running(startAlertmanager({ config: { file }, storage }), atEnd);
  const [from, to] = [39, 43];
  const happen = async (reaches: Reaches) => {
    await reaches(from);
    await first.stop();
    await reaches(to);
    await running(startAlertmanager({ config: { file }, storage, port: first.port }), atEnd);
  };
  return { servers: [first], outage: { from, to, happen } };
}

async function paired({ configFile: file }: Sinks, atEnd: AtEnd): Promise<Alertmanagers> {
  // How long the second one waits for the notification of the first.
  const flags = [`--cluster.peer-timeout=${fast("15s", pace)}`];
  const [first, second] = await startAlertmanagerPair({ config: { file }, flags });
  atEnd(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });
  const from = 8;
  const happen = async (reaches: Reaches) => {
    await reaches(from);
    await first.stop();
  };
  return { servers: [first, second], outage: { from, to: Number.POSITIVE_INFINITY, happen }, mayRepeat: true };
}
