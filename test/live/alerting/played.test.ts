import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it, type TestContext, vi } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Event } from "../../../lib/testing/incidents/timeline.ts";
import { startAlertmanager, startAlertmanagerPair } from "../../../scripts/servers/alertmanager.ts";
import type { Scenario } from "../../../simulator/scenario.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { fast, paceOf } from "./accelerate/accelerate.ts";
import type { AtEnd } from "./emitted.ts";
import { running } from "./incident.ts";
import { dueOf, once, swapped, wordsByThread } from "./played/agreement.ts";
import { messagesIn } from "./played/foretold.ts";
import { inhibitedUntil, nameOf } from "./played/inhibited.ts";
import { live, type Reaches } from "./played/live.ts";
import { received } from "./played/received.ts";
import { type Rehearsed, rehearseFaster } from "./played/rehearsed.ts";
import { lateTargets } from "./played/watch.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";

const model = await loadModel(".");
// A minute is two seconds.
const pace = paceOf(model, 30);
vi.setConfig({ maxConcurrency: 3 });

const names = ["schema-breaks", "kafka-lag", "endpoint-down"] as const;
const rehearsals = new Map<string, Rehearsed>();

// Before anything takes place: a rehearsal keeps the processors busy, and time does not wait.
beforeAll(async () => {
  await Promise.all(
    names.map(async (name) => {
      rehearsals.set(name, await rehearseFaster(scenarios[name] as Scenario, model, pace));
    }),
  );
});

it.each(names)("rehearses %s in a faster world as in ours", async (name) => {
  const timeline = fileURLToPath(new URL(`snapshots/scenarios/${name}.txt`, import.meta.url));
  expect(rehearsals.get(name)?.text).toBe(await readFile(timeline, "utf8"));
});

/** Who is told, and what befalls them while an incident takes place. */
interface Alertmanagers {
  readonly told: readonly { readonly address: string; readonly url: string }[];
  /** The minutes in which one of them is gone. */
  readonly outage?: { readonly from: number; readonly to: number; happen(reaches: Reaches): Promise<void> };
  /** With two, one tells what it does not know to be told by the other: once at the least. */
  readonly mayRepeat?: true;
}

type Start = (office: PostOffice, atEnd: AtEnd) => Promise<Alertmanagers>;

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
  const rehearsed = rehearsals.get(name) as Rehearsed;
  const { minutes, events } = rehearsed;
  const office = await openPostOffice(rehearsed.model, atEnd);
  const { told, outage, mayRepeat } = await start(office, atEnd);
  const { prometheus, reaches } = await live(
    rehearsed,
    told.map(({ address }) => address),
    atEnd,
  );
  const over = new AbortController();
  const inhibited = inhibitedUntil(told.at(-1)?.url ?? "", over.signal);
  await outage?.happen(reaches);
  await reaches(minutes);
  over.abort();
  const late = await lateTargets(prometheus);

  const foretold = await messagesIn(events, model, atEnd);
  if (outage) expect(foretold.filter(({ at }) => at > outage.from && at < outage.to)).not.toEqual([]);
  const sinks = received(office).map((sink) => (mayRepeat ? once(sink) : sink));
  const arrived = sinks.flat();
  expect(wordsByThread(arrived), late).toEqual(wordsByThread(dueOf(foretold, arrived, minutes)));
  expect(sinks.flatMap((sink) => swapped(sink, foretold))).toEqual([]);
  expect([...(await inhibited)]).toEqual(expect.arrayContaining(events.flatMap(inhibition)));
}

const inhibition = (event: Event): string[] =>
  event.kind === "inhibited" ? [`${nameOf(event.alert.labels)} by ${nameOf(event.source.labels)}`] : [];

async function alone({ configFile: file }: PostOffice, atEnd: AtEnd): Promise<Alertmanagers> {
  return { told: [await running(startAlertmanager({ config: { file } }), atEnd)] };
}

async function restarted({ configFile: file }: PostOffice, atEnd: AtEnd): Promise<Alertmanagers> {
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
  return { told: [first], outage: { from, to, happen } };
}

async function paired({ configFile: file }: PostOffice, atEnd: AtEnd): Promise<Alertmanagers> {
  // So long the second waits for the first to tell.
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
  return { told: [first, second], outage: { from, to: Number.POSITIVE_INFINITY, happen }, mayRepeat: true };
}
