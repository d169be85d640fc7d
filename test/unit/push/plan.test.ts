import { describe, expect, it } from "vitest";
import { type LiveDashboard, plan } from "../../../lib/push/dashboards.ts";
import { canonical, type DashboardJson, fingerprint, readMarker, withMarker } from "../../../lib/push/decision.ts";

const options = { project: "ours", folder: "bigdata", force: false, keep: false, prune: false };
const kafka = { uid: "kafka", title: "Kafka", panels: [{ title: "Lag" }] };
const local = (json: DashboardJson = kafka) => ({ uid: String(json.uid), file: "dashboards/kafka.ts", json });
const pushedBy = (project: string | undefined, json: DashboardJson = kafka, folder?: string) => {
  const about = { uid: "kafka", source: "dashboards/kafka.ts", fingerprint: fingerprint(json) };
  const marker = folder === undefined ? about : { ...about, folder };
  return withMarker(json, project === undefined ? marker : { ...marker, project });
};
const pushed = (json?: DashboardJson) => pushedBy("ours", json, "bigdata");
/** As versions before marks named projects did. */
const pushedLongAgo = pushedBy(undefined);
const live = (json: DashboardJson, more: Partial<LiveDashboard> = {}): LiveDashboard => ({
  uid: "kafka",
  title: "Kafka",
  json,
  folder: "bigdata",
  lock: "7",
  ...more,
});
const addedByUi = { liveNow: false, style: "dark", editable: true };
const orphanMarker = { uid: "old", source: "dashboards/old.ts", project: "ours", fingerprint: fingerprint(kafka) };
const orphan = live(withMarker(kafka, orphanMarker), { uid: "old" });
const renamed = { ...kafka, title: "Kafka & Streaming" };
const editedInUi = { ...pushed(), title: "Kafka, edited" };

const kinds = (...actions: ReturnType<typeof plan>) => actions.map(({ kind }) => kind);

describe("plan", () => {
  it.each([
    ["creates what the server lacks", [local()], [], {}, ["create"]],
    ["leaves what the server has so", [local()], [live({ ...pushed(), id: 3, version: 7 })], {}, ["unchanged"]],
    ["updates what we changed", [local(renamed)], [live(pushed())], {}, ["update"]],
    [
      "moves a dashboard when we name another folder",
      [local()],
      [live(pushed(), { folder: "bigdata" })],
      { folder: "new" },
      ["update"],
    ],
    ["stops where somebody moved a dashboard", [local()], [live(pushed(), { folder: "" })], {}, ["conflict"]],
    ["stops there where we changed it too", [local(renamed)], [live(pushed(), { folder: "x" })], {}, ["conflict"]],
    ["leaves it there with --keep", [local()], [live(pushed(), { folder: "x" })], { keep: true }, ["keep"]],
    ["moves it back with --force", [local()], [live(pushed(), { folder: "x" })], { force: true }, ["update"]],
    ["accepts defaults that the UI adds", [local()], [live({ ...pushed(), ...addedByUi })], {}, ["unchanged"]],
    ["updates what has them", [local(renamed)], [live({ ...pushed(), ...addedByUi })], {}, ["update"]],
    ["stops at a setting of the UI", [local()], [live({ ...pushed(), ...addedByUi, refresh: "5s" })], {}, ["conflict"]],
    ["prunes what has them", [], [live({ ...pushed(), ...addedByUi })], { prune: true }, ["prune"]],
    ["does not prune what was moved", [], [live(pushed(), { folder: "x" })], { prune: true }, ["conflict"]],
    ["prunes it with --force", [], [live(pushed(), { folder: "x" })], { prune: true, force: true }, ["prune"]],
    [
      "leaves what was pushed to another folder",
      [],
      [live(pushedBy("ours", kafka, "staging"), { folder: "staging" })],
      { prune: true, force: true },
      [],
    ],
    ["refuses the uid of a folder", [local()], [live({}, { isFolder: true })], { force: true }, ["refuse"]],
    ["refuses the uid of its own folder", [local()], [], { folder: "kafka" }, ["refuse"]],
    ["refuses a title that is taken", [local()], [live(kafka, { uid: "a" })], { uniqueTitles: true }, ["refuse"]],
    [
      "takes the title of what it prunes",
      [local()],
      [orphan],
      { uniqueTitles: true, prune: true },
      ["create", "prune"],
    ],
    ["creates it where titles may repeat", [local()], [live(kafka, { uid: "a" })], {}, ["create"]],
    [
      "ignores titles in other folders",
      [local()],
      [live(kafka, { uid: "a", folder: "b" })],
      { uniqueTitles: true },
      ["create"],
    ],
    ["stops at an edit in the UI", [local(renamed)], [live(editedInUi)], {}, ["conflict"]],
    ["stops at an edit in the UI also where we changed nothing", [local()], [live(editedInUi)], {}, ["conflict"]],
    ["overwrites an edit by force", [local()], [live(editedInUi)], { force: true }, ["update"]],
    ["keeps an edit with --keep", [local()], [live(editedInUi)], { keep: true }, ["keep"]],
    ["stops at what somebody else made under our uid", [local(renamed)], [live(kafka)], {}, ["conflict"]],
    ["adopts what is the same already", [local()], [live(kafka)], {}, ["update"]],
    [
      "refuses what is provisioned",
      [local()],
      [live(pushed(), { owner: "file provisioning" })],
      { force: true },
      ["refuse"],
    ],
    ["leaves what is no longer defined", [], [live(pushed())], {}, []],
    ["prunes what is no longer defined, if asked", [], [live(pushed())], { prune: true }, ["prune"]],
    ["never prunes what we did not push", [], [live(kafka)], { prune: true, force: true }, []],
    [
      "leaves the copy that somebody made of ours",
      [],
      [live(pushed(), { uid: "copy" })],
      { prune: true, force: true },
      [],
    ],
    [
      "renews the mark where somebody made in the UI what we define now",
      [local(renamed)],
      [live({ ...pushed(), title: "Kafka & Streaming" })],
      {},
      ["update"],
    ],
    ["never prunes what another project pushed", [], [live(pushedBy("theirs"))], { prune: true, force: true }, []],
    ["stops at what another project pushed", [local(renamed)], [live(pushedBy("theirs"))], {}, ["conflict"]],
    ["stops at it also where ours is the same", [local()], [live(pushedBy("theirs"))], {}, ["conflict"]],
    [
      "takes over what another project pushed by force",
      [local()],
      [live(pushedBy("theirs"))],
      { force: true },
      ["update"],
    ],
    ["never prunes what names no project", [], [live(pushedLongAgo)], { prune: true, force: true }, ["keep"]],
    ["does not speak of it unless asked to prune", [], [live(pushedLongAgo)], {}, []],
    ["adopts what names no project and is defined", [local()], [live(pushedLongAgo)], {}, ["update"]],
    ["updates what names no project", [local(renamed)], [live(pushedLongAgo)], {}, ["update"]],
    ["does not prune what was edited since", [], [live(editedInUi)], { prune: true }, ["conflict"]],
  ] as const)("%s", (_, defined, found, more, expected) => {
    expect(kinds(...plan(defined, found, { ...options, ...more }))).toEqual(expected);
  });
});

it("says how a dashboard whose mark names no project is adopted", () => {
  const [action] = plan([], [live(pushedLongAgo)], { ...options, prune: true });
  expect(action?.reason).toMatch(/names no project.* push .* defines it/);
});

it("names the project that pushed what ours would replace", () => {
  expect(plan([local()], [live(pushedBy("@team/theirs"))], options)).toMatchObject([
    { reason: expect.stringContaining('the project "@team/theirs" owns it') },
  ]);
});

it("reports what somebody changed", () => {
  const [action] = plan([local()], [live(editedInUi)], options);
  expect(action?.changes).toEqual([expect.stringContaining('"Kafka, edited"')]);
});

it("knows a dashboard again whose uid the server keeps elsewhere", () => {
  const { uid: _, ...json } = pushed() as Record<string, unknown>;
  expect(kinds(...plan([local()], [live(json)], options))).toEqual(["unchanged"]);
});

describe("the mark", () => {
  it("survives an edit in the UI and does not count as content", () => {
    expect(readMarker(editedInUi)).toMatchObject({ source: "dashboards/kafka.ts", project: "ours" });
    expect(canonical(pushed())).toBe(canonical({ ...kafka, links: [] }));
  });

  it("is replaced, not added to", () => {
    const twice = withMarker(pushed(), {
      uid: "kafka",
      source: "dashboards/kafka.ts",
      fingerprint: "0000000000000000",
    });
    expect(twice.links).toHaveLength(1);
  });
});

it("names content by FNV-1a", () => {
  // The offset basis, for no bytes at all, cannot occur; this is the published vector's neighbour: the empty dashboard "{}".
  expect(fingerprint({})).toBe(fingerprint({ id: 3, version: 9 }));
  expect(fingerprint(kafka)).not.toBe(fingerprint(renamed));
});
