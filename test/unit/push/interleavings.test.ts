import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineDashboard, line, row, tab } from "../../../lib/authoring/define.ts";
import { stat } from "../../../lib/authoring/panels/index.ts";
import type { ServerAccess, Timeouts } from "../../../lib/cli/http/client.ts";
import { dashboardsJob, type GrafanaJobOptions, localDashboards } from "../../../lib/cli/push/jobs.ts";
import { compileDashboard } from "../../../lib/emit/grafana.ts";
import { settingsOf } from "../../../lib/model/config.ts";
import { promql } from "../../../lib/promql/promql.ts";
import type { LocalDashboard } from "../../../lib/push/dashboards.ts";
import { canonical, type DashboardJson, fingerprint, readMarker, withMarker } from "../../../lib/push/decision.ts";
import { type FakeGrafana, type Fault, startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";
import type { Call } from "../../fakes/grafana/reply.ts";
import { runs } from "../../support/properties.ts";
import { exampleModel } from "../checks/examples/model.ts";

const token = "glsa_secret";
const folder = "bigdata";
const project = "ours";
const uids = ["a", "b", "c"];
const hasty: Timeouts = { attempts: 3, firstPauseMilliseconds: 1, timeoutMilliseconds: 50 };
const calm: Timeouts = { attempts: 5, firstPauseMilliseconds: 1, timeoutMilliseconds: 20_000 };

const define = (uid: string, revision: number): DashboardJson => ({
  uid,
  title: `${uid} ${revision}`,
  tags: ["bigdata"],
});
const definitions = (revision: number): LocalDashboard[] =>
  uids.map((uid) => ({ uid, file: `dashboards/${uid}.ts`, json: define(uid, revision) }));

/** The same with tabs, as a project defines it that writes schema v2. */
function definitionsV2(revision: number): LocalDashboard[] {
  const up = line(4, [stat("Up", { description: "Answers.", unit: "none", query: promql`up` })]);
  const settings = settingsOf({ grafana: { schema: "v2" } });
  const dashboards = uids.map((uid) => {
    const rows = [...tab("Now", row("All", up)), ...tab("Before", row("All", up))];
    const definition = defineDashboard({ title: `${uid} ${revision}`, question: "Are they up?", rows });
    return { name: uid, file: `dashboards/${uid}.ts`, definition, json: compileDashboard(uid, definition, settings) };
  });
  return localDashboards({ ...exampleModel({}), settings, dashboards });
}

/** What happens to one request: nothing, a fault, or somebody who edits just then what the request is about. */
type Moment = Fault | "overtaken" | undefined;
/** The API that a world has, and the schema that it is sent. */
type Generation = "classic" | "apps" | "schema v2";
/** One thing that happens between the pushes, or a push with what happens to its requests. */
type Event =
  | { readonly edit: string }
  | { readonly delete: string }
  | { readonly push: readonly Moment[]; readonly revision: number; readonly prune: boolean };

const uid = fc.constantFrom(...uids);
const moment: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Fault>({ answer: 429, retryAfter: 0.001 }, { answer: 500 }, { answer: 502 }),
  },
  { weight: 4, arbitrary: fc.constantFrom<Fault>({ cut: "before" }, { cut: "after" }) },
  { weight: 2, arbitrary: fc.constantFrom<Fault>({ answer: 200, body: "<html>" }, { answer: 200, body: "{}" }) },
  { weight: 1, arbitrary: fc.constantFrom<Fault>({ answer: 401 }, { delay: 70 }, { delay: 5 }) },
  { weight: 3, arbitrary: fc.constant("overtaken" as const) },
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 1, arbitrary: uid.map((edit) => ({ edit })) },
  { weight: 1, arbitrary: uid.map((gone) => ({ delete: gone })) },
  {
    weight: 3,
    arbitrary: fc.record({
      push: fc.array(moment, { maxLength: 30, size: "max" }),
      revision: fc.nat(2),
      prune: fc.boolean(),
    }),
  },
);

describe.each([
  ["9.4.0", "classic"],
  ["13.2.1", "apps"],
  ["13.2.1", "schema v2"],
] as const)("whatever happens during a push to Grafana %s, %s", (version, generation) => {
  let grafana: FakeGrafana;
  beforeAll(async () => {
    grafana = await startFakeGrafana({ version, token });
  });
  afterAll(() => grafana.stop());

  it("the end state is the planned one, nothing of others is touched, and no edit is lost", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 5 }), async (events) => {
        const world = new World(grafana, generation);
        for (const one of events) await world.happen(one);
        await world.push([], 2, true);
        world.check(2);
        grafana.requests.length = 0;
        await world.push([], 2, true);
        expect(grafana.requests.filter((request) => !request.startsWith("GET"))).toEqual([]);
        world.check(2);
      }),
      { numRuns: runs(10) },
    );
  }, 300_000);
});

/** A fake Grafana, with what people did to it. */
class World {
  private readonly grafana: FakeGrafana;
  private readonly generation: Generation;
  /** By uid: what the last edit left. */
  private readonly edits = new Map<string, string>();
  private readonly othersBefore: string;
  private count = 0;

  constructor(grafana: FakeGrafana, generation: Generation) {
    this.grafana = grafana;
    this.generation = generation;
    const { store } = grafana;
    store.dashboards.clear();
    store.folders.clear();
    const old = { uid: "old", title: "Old", tags: ["bigdata"] };
    store.put(
      withMarker(old, { uid: "old", source: "dashboards/old.ts", project, fingerprint: fingerprint(old) }),
      folder,
    );
    store.put({ uid: "theirs", title: "Theirs", tags: ["bigdata"] }, folder);
    store.put({ ...store.dashboards.get("old")?.json, uid: "copy" }, folder);
    const theirs = { uid: "other", title: "Other", tags: ["bigdata"] };
    const marker = { uid: "other", source: "dashboards/other.ts", fingerprint: fingerprint(theirs) };
    store.put(withMarker(theirs, { ...marker, project: "theirs" }), folder);
    store.put(withMarker({ ...theirs, uid: "unnamed" }, { ...marker, uid: "unnamed" }), folder);
    this.othersBefore = this.othersContent();
  }

  private othersContent = (): string =>
    JSON.stringify(["theirs", "copy", "other", "unnamed"].map((uid) => this.grafana.store.dashboards.get(uid)));

  async happen(event: Event): Promise<void> {
    if ("edit" in event) this.edit(event.edit);
    else if ("delete" in event) this.remove(event.delete);
    else await this.push(event.push, event.revision, event.prune);
  }

  /** Pushes without force; that it fails is no matter. */
  async push(moments: readonly Moment[], revision: number, prune: boolean): Promise<void> {
    const left = [...moments];
    this.grafana.fault = (call) => this.befall(left.shift(), call);
    const access: ServerAccess = {
      server: this.grafana.url,
      authorization: `Bearer ${token}`,
      timeouts: moments.length > 0 ? hasty : calm,
    };
    const defined = this.generation === "schema v2" ? definitionsV2(revision) : definitions(revision);
    const run = dashboardsJob(access, defined, { ...usual, prune }).then((job) =>
      job.apply({ concurrency: 2, onError: "continue", signal: new AbortController().signal }),
    );
    if (moments.length > 0) await run.catch(() => undefined);
    else await run;
  }

  private befall(moment: Moment, { method, path, body }: Call): Fault | undefined {
    // The classic API deletes without a lock: what happens between our last look and the DELETE cannot be seen.
    if (
      method === "DELETE" &&
      this.generation === "classic" &&
      (moment === "overtaken" || (moment && "delay" in moment))
    )
      return undefined;
    if (moment !== "overtaken") return moment;
    const { metadata, dashboard } = body as { metadata?: { name: string }; dashboard?: { uid: string } };
    const uid = metadata?.name ?? dashboard?.uid ?? path.split("/").at(-1) ?? "";
    if ([...uids, "old"].includes(uid)) this.edit(uid);
    return undefined;
  }

  private edit(uid: string): void {
    const { store } = this.grafana;
    const title = `edited ${++this.count}`;
    const before = store.dashboards.get(uid);
    if (before?.v2) store.editV2InUi(uid, (spec) => ({ ...spec, title }));
    else store.put({ ...before?.json, uid, title }, before?.folder ?? folder);
    this.edits.set(uid, title);
  }

  private remove(uid: string): void {
    this.grafana.store.dashboards.delete(uid);
    this.edits.delete(uid);
  }

  /** The end state, by what we define and what people did. */
  check(revision: number): void {
    expect(this.othersContent()).toBe(this.othersBefore);
    for (const uid of [...uids, "old"]) {
      const { json, v2 } = this.grafana.store.dashboards.get(uid) ?? {};
      const edited = this.edits.get(uid);
      if (edited !== undefined) expect(json?.title).toBe(edited);
      else if (uid === "old") expect(json).toBeUndefined();
      else if (this.generation === "schema v2")
        expect(v2?.spec).toMatchObject({ title: `${uid} ${revision}`, layout: { kind: "TabsLayout" } });
      else expect(canonical(json ?? {})).toBe(canonical(define(uid, revision)));
      if (edited === undefined && json && !v2) expect(readMarker(json)?.fingerprint).toBe(fingerprint(json));
    }
  }
}

const usual: GrafanaJobOptions = {
  project,
  folder,
  folderTitle: "Big data",
  tag: "bigdata",
  message: "",
  force: false,
  keep: false,
  prune: false,
  datasources: false,
  concurrency: 2,
};
