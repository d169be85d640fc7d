import { zoneNamed } from "./calendar.ts";
import { sharedFunctions, textFunction, titleCase, toJson, urlType } from "./functions.ts";
import type { Functions } from "./render.ts";
import { fromBytes, mapText, toBytes } from "./text.ts";
import { durationType, goTime, parseRfc3339, timeType } from "./time.ts";
import {
  anys,
  GoError,
  goMap,
  goSlice,
  goString,
  goStrings,
  goStruct,
  itemsOf,
  type MaybeValue,
  type Method,
  mapOf,
  mapOfValue,
  method,
  named,
  type Slice,
  type Struct,
  sliceOf,
  sortedEntries,
  stringOf,
  strings,
  structOf,
  type Type,
  types,
  type Value,
} from "./types.ts";

const { string, any } = types;

const pairType = structOf("template.Pair", { Name: { type: string }, Value: { type: string } });
const namesIn = (pairs: Value, field: "Name" | "Value"): Value =>
  goStrings(itemsOf(pairs).map((pair) => stringOf((pair.v as Struct)[field])));
const pairsType: Type = named("template.Pairs", sliceOf(pairType), () => ({
  Names: method(strings, (self) => namesIn(self, "Name")),
  Values: method(strings, (self) => namesIn(self, "Value")),
  String: method(string, (self) => goString(pairsText(self))),
}));

const pairsText = (pairs: Value): string =>
  itemsOf(pairs)
    .map(({ v }) => `${stringOf((v as Struct).Name)}=${stringOf((v as Struct).Value)}`)
    .join(", ");

/** The name of the alert comes first. */
function sortedPairs(labels: Value): Value {
  const entries = sortedEntries(labels);
  const ordered = [
    ...entries.filter(([name]) => name === "alertname"),
    ...entries.filter(([name]) => name !== "alertname"),
  ];
  return goSlice(
    pairsType,
    ordered.map(([name, value]) => goStruct(pairType, { Name: goString(name), Value: value })),
  );
}

/** Labels or annotations. */
const labelsType: Type = named("template.KV", mapOf(string), () => ({
  SortedPairs: method(pairsType, sortedPairs),
  Names: method(strings, (self) => namesIn(sortedPairs(self), "Name")),
  Values: method(strings, (self) => namesIn(sortedPairs(self), "Value")),
  String: method(string, (self) => goString(pairsText(sortedPairs(self)))),
  Remove: method(
    labelsType,
    (self, keys) => {
      const removed = new Set(keys ? itemsOf(keys).map(stringOf) : []);
      return goMap(
        labelsType,
        [...mapOfValue(self)].filter(([name]) => !removed.has(name)),
      );
    },
    strings,
  ),
}));

const alertType = structOf("template.Alert", {
  Status: { type: string, json: "status" },
  Labels: { type: labelsType, json: "labels" },
  Annotations: { type: labelsType, json: "annotations" },
  StartsAt: { type: timeType, json: "startsAt" },
  EndsAt: { type: timeType, json: "endsAt" },
  GeneratorURL: { type: string, json: "generatorURL" },
  Fingerprint: { type: string, json: "fingerprint" },
});

const alertList = sliceOf(alertType);
const withStatus = (status: string) =>
  method(alertList, (self) => {
    const found = itemsOf(self).filter(({ v }) => stringOf((v as Struct).Status) === status);
    return goSlice(alertList, found, 2 ** Math.ceil(Math.log2(Math.max(found.length, 1))) * Math.min(found.length, 1));
  });
const alertsType: Type = named("template.Alerts", alertList, () => ({
  Firing: withStatus("firing"),
  Resolved: withStatus("resolved"),
}));

/** What Alertmanager gives to the templates of a message. Source: template/template.go of Alertmanager 0.34 */
export const messageDataType = structOf("template.Data", {
  Receiver: { type: string, json: "receiver" },
  Status: { type: string, json: "status" },
  Alerts: { type: alertsType, json: "alerts" },
  NotificationReason: { type: string, json: "notification_reason" },
  GroupLabels: { type: labelsType, json: "groupLabels" },
  CommonLabels: { type: labelsType, json: "commonLabels" },
  CommonAnnotations: { type: labelsType, json: "commonAnnotations" },
  RouteLabels: { type: labelsType, json: "routeLabels" },
  ExternalURL: { type: string, json: "externalURL" },
});

type Texts = Readonly<Record<string, string>>;

/** One alert of a message; times are RFC 3339. */
interface MessageAlert {
  readonly status: string;
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint?: string;
}

export interface MessageData {
  readonly receiver: string;
  readonly status: string;
  readonly alerts: readonly MessageAlert[];
  readonly groupLabels: Texts;
  readonly commonLabels: Texts;
  readonly commonAnnotations: Texts;
  /** Of Alertmanager 0.34 and newer: the labels of the route, rendered. */
  readonly routeLabels?: Texts;
  readonly externalURL: string;
}

const text = (value: string): Value => goString(toBytes(value));
/** Messages about one alert have the same labels and annotations. */
const known = new WeakMap<Texts, Value>();

function labels(values: Texts): Value {
  const value = known.get(values) ?? labelsValue(values);
  known.set(values, value);
  return value;
}

const labelsValue = (values: Texts): Value =>
  goMap(
    labelsType,
    Object.entries(values).map(([name, value]) => [toBytes(name), text(value)] as const),
  );
const time = (value: string): Value => goTime(parseRfc3339(value) ?? 0n);
/** One alert is in the messages to several receivers. */
const knownAlerts = new WeakMap<MessageAlert, Value>();

function alertValue(alert: MessageAlert): Value {
  const value = knownAlerts.get(alert) ?? makeAlertValue(alert);
  knownAlerts.set(alert, value);
  return value;
}

const makeAlertValue = (alert: MessageAlert): Value =>
  goStruct(alertType, {
    Status: text(alert.status),
    Labels: labels(alert.labels),
    Annotations: labels(alert.annotations),
    StartsAt: time(alert.startsAt),
    EndsAt: time(alert.endsAt),
    GeneratorURL: text(alert.generatorURL),
    Fingerprint: text(alert.fingerprint ?? ""),
  });

export const messageData = (data: MessageData): Value =>
  goStruct(messageDataType, {
    Receiver: text(data.receiver),
    Status: text(data.status),
    Alerts: goSlice(alertsType, data.alerts.map(alertValue)),
    NotificationReason: text(""),
    GroupLabels: labels(data.groupLabels),
    CommonLabels: labels(data.commonLabels),
    CommonAnnotations: labels(data.commonAnnotations),
    RouteLabels: labels(data.routeLabels ?? {}),
    ExternalURL: text(data.externalURL),
  });

function dict(...values: MaybeValue[]): Value {
  if (values.length % 2 !== 0) throw new GoError("dict takes pairs of a key and a value");
  const entries: [string, Value][] = [];
  for (let i = 0; i < values.length; i += 2) {
    if (values[i]?.type.name !== "string") throw new GoError("a key of dict is a string");
    entries.push([stringOf(values[i]), { type: any, v: values[i + 1] }]);
  }
  return goMap(mapOf(any), entries);
}

const anyItem = (v: MaybeValue): Value => ({ type: any, v });

function append(list: MaybeValue, ...added: MaybeValue[]): Value {
  const { items, capacity } = (list?.v as Slice | null | undefined) ?? { items: [], capacity: 0 };
  const length = items.length + added.length;
  return goSlice(
    anys,
    [...items, ...added.map(anyItem)],
    length <= capacity ? capacity : Math.max(length, 2 * capacity),
  );
}

const replacePlus = (value: string): string => value.replaceAll("+", " ");

function queryUnescape(value: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(value)) throw new GoError(`bad escape in "${fromBytes(value)}"`);
  return replacePlus(value).replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const timeMethod = (name: string): Method => timeType.methods?.()[name] as Method;

/** The functions of Alertmanager's templates. Source: template/template.go of Alertmanager 0.33 */
export const alertmanagerFunctions = (now: Value): Functions => ({
  ...sharedFunctions,
  title: textFunction((value) => mapText(value, (each) => titleCase(each, true))),
  trimSpace: textFunction((value) =>
    mapText(value, (each) => each.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "")),
  ),
  join: {
    in: [string, strings],
    out: string,
    call: (by, list) => goString(list ? itemsOf(list).map(stringOf).join(stringOf(by)) : ""),
  },
  safeUrl: textFunction((value) => value, urlType),
  urlUnescape: textFunction(queryUnescape),
  stringSlice: { in: [string], variadic: true, out: strings, call: (...items) => goStrings(items.map(stringOf)) },
  date: {
    in: [string, timeType],
    out: string,
    call: (layout, at) => timeMethod("Format").call(at as Value, layout),
  },
  tz: {
    in: [string, timeType],
    out: timeType,
    call: (name, at) => timeMethod("In").call(at as Value, { type: any, v: zoneNamed(stringOf(name)) }),
  },
  now: { in: [], out: timeType, call: () => now },
  since: { in: [timeType], out: durationType, call: (at) => timeMethod("Sub").call(now, at) },
  toJson: { in: [any], out: string, call: (value) => goString(toJson(value)) },
  list: { in: [any], variadic: true, out: anys, call: (...items) => goSlice(anys, items.map(anyItem)) },
  append: { in: [anys, any], variadic: true, out: anys, call: append },
  dict: { in: [any], variadic: true, out: mapOf(any), call: dict },
});
