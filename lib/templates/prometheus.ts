import { queryEscape } from "./builtins.ts";
import {
  fourDigits,
  scale,
  scaleUp,
  sharedFunctions,
  textFunction,
  timePointer,
  titleCase,
  toFloat,
  toTime,
} from "./functions.ts";
import type { Functions } from "./render.ts";
import { fromBytes, mapText, toBytes } from "./text.ts";
import {
  GoError,
  type GoFunction,
  goFloat,
  goMap,
  goPointer,
  goSlice,
  goString,
  goStruct,
  itemsOf,
  type MaybeValue,
  mapOf,
  mapOfValue,
  named,
  pointerTo,
  type Struct,
  sliceOf,
  stringOf,
  structOf,
  types,
  type Value,
} from "./types.ts";

const { string, any, float64 } = types;
const labelsType = mapOf(string);

/** What Prometheus gives to the templates of an alert. */
export interface AlertData {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalURL: string;
}

const alertDataType = structOf(
  "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }",
  {
    Labels: { type: labelsType },
    ExternalLabels: { type: labelsType },
    ExternalURL: { type: string },
    Value: { type: any },
  },
);

/** The type for checks before anything runs: a value is a number there, since histograms are not alerted on. */
export const alertStaticType = { ...alertDataType, fields: { ...alertDataType.fields, Value: { type: float64 } } };

/** Prometheus writes this before every template of an alert. */
export const definitions =
  "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}";

const labelsValue = (labels: Readonly<Record<string, string>>): Value =>
  goMap(
    labelsType,
    Object.entries(labels).map(([name, value]) => [toBytes(name), goString(toBytes(value))] as const),
  );

export const alertData = ({ labels, value, externalLabels, externalURL }: AlertData): Value =>
  goStruct(alertDataType, {
    Labels: labelsValue(labels),
    ExternalLabels: labelsValue(externalLabels),
    ExternalURL: goString(toBytes(externalURL)),
    Value: { type: any, v: goFloat(value) },
  });

const sampleType = structOf("template.sample", { Labels: { type: labelsType }, Value: { type: any } });
const samplePointer = pointerTo(sampleType);
const resultType = named("template.queryResult", sliceOf(samplePointer));

/** A series that a query in a template selects. */
export interface QueryResult {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Runs the query of a template. @throws Error with Prometheus' message where it refuses it */
export type Query = (promql: string) => readonly QueryResult[];

const sampleOf = (value: MaybeValue): Struct | undefined =>
  (value?.v as Value | null | undefined)?.v as Struct | undefined;

function needSample(value: MaybeValue): Struct {
  const sample = sampleOf(value);
  if (!sample) throw new GoError("nil is no sample");
  return sample;
}

const labelOf = (value: MaybeValue, label: string): Value =>
  mapOfValue(needSample(value).Labels as Value).get(label) ?? goString("");

const number = (show: (value: number) => string): GoFunction => ({
  in: [any],
  out: string,
  call: (value) => goString(show(toFloat(value))),
});

const larger = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const isPlain = (value: number): boolean => value === 0 || !Number.isFinite(value);

function humanize(number: number): string {
  if (isPlain(number)) return fourDigits(number);
  const { value, prefix } =
    Math.abs(number) >= 1
      ? scale(
          number,
          larger,
          (each) => Math.abs(each) < 1000,
          (each) => each / 1000,
        )
      : scaleUp(number);
  return fourDigits(value) + prefix;
}

function humanize1024(number: number): string {
  if (Math.abs(number) <= 1 || !Number.isFinite(number)) return fourDigits(number);
  const prefixes = larger.map((prefix) => `${prefix}i`);
  const { value, prefix } = scale(
    number,
    prefixes,
    (each) => Math.abs(each) < 1024,
    (each) => each / 1024,
  );
  return fourDigits(value) + prefix;
}

function humanizeTimestamp(seconds: number): string {
  const time = toTime(seconds);
  return time ? stringOf(time.type.methods?.().String?.call(time)) : fourDigits(seconds);
}

const units: Readonly<Record<string, number>> = {
  y: 31_536_000,
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
};

function parseDuration(text: string): number {
  const found = /^(?:0|(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/.test(text) && text !== "";
  if (!found) throw new GoError(`"${fromBytes(text)}" is not a duration`);
  const parts = [...text.matchAll(/(\d+)(ms|[ywdhms])/g)];
  const seconds = parts.reduce(
    (sum, [, count, unit = "s"]) => sum + BigInt(count ?? 0) * BigInt((units[unit] ?? 0) * 1000),
    0n,
  );
  if (seconds > (2n ** 63n - 1n) / 1_000_000n) throw new GoError("the duration is too long");
  return Number(seconds * 1_000_000n) / 1e9;
}

/** `host` of `host:port`; undefined where there is no port. */
function splitHostPort(text: string): { host: string; port: string } | undefined {
  const bracketed = /^\[([^[\]]*)\]:([^:[\]]*)$/.exec(text);
  const plain = /^([^:[\]]*):([^:[\]]*)$/.exec(text);
  const [, host, port] = bracketed ?? plain ?? [];
  return host === undefined || port === undefined ? undefined : { host, port };
}

const isIp = (host: string): boolean => isIpv4(host) || isIpv6(host);
const isIpv4 = (host: string): boolean =>
  /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}$/.test(host) && !host.endsWith(".");

function isIpv6(host: string): boolean {
  if (!host.includes(":") || /[^0-9A-Fa-f:.]/.test(host)) return false;
  try {
    return new URL(`http://[${host}]/`).hostname !== "";
  } catch {
    return false;
  }
}

function stripDomain(text: string): string {
  const split = splitHostPort(text);
  const host = split?.host ?? text;
  if (isIp(host)) return text;
  const name = host.split(".")[0] ?? "";
  if (!split?.port) return name;
  return `${name.includes(":") ? `[${name}]` : name}:${split.port}`;
}

const byLabel = (label: string) => (a: Value, b: Value) => {
  const [x, y] = [stringOf(labelOf(a, label)), stringOf(labelOf(b, label))];
  return x < y ? -1 : x > y ? 1 : 0;
};

interface PrometheusOptions {
  readonly query: Query;
  readonly externalURL: string;
}

function runQuery(query: Query, promql: string): Value {
  let found: readonly QueryResult[];
  try {
    found = query(fromBytes(promql));
  } catch (error) {
    throw new GoError((error as Error).message);
  }
  const samples = found.map(({ labels, value }) =>
    goPointer(goStruct(sampleType, { Labels: labelsValue(labels), Value: { type: any, v: goFloat(value) } })),
  );
  return goSlice(resultType, samples);
}

/** The functions of Prometheus' templates. Source: template/template.go of Prometheus 3.5 */
export const prometheusFunctions = ({ query, externalURL }: PrometheusOptions): Functions => ({
  ...sharedFunctions,
  title: textFunction((text) => mapText(text, (each) => titleCase(each, false))),
  query: { in: [string], out: resultType, call: (promql) => runQuery(query, stringOf(promql)) },
  first: {
    in: [resultType],
    out: samplePointer,
    call: (result) => {
      const [sample] = result ? itemsOf(result) : [];
      if (!sample) throw new GoError("the query selects no series");
      return sample;
    },
  },
  label: { in: [string, samplePointer], out: string, call: (label, sample) => labelOf(sample, stringOf(label)) },
  value: { in: [samplePointer], out: any, call: (sample) => needSample(sample).Value },
  strvalue: { in: [samplePointer], out: string, call: (sample) => labelOf(sample, "__value__") },
  args: {
    in: [any],
    variadic: true,
    out: mapOf(any),
    call: (...args) =>
      goMap(
        mapOf(any),
        args.map((arg, i) => [`arg${i}`, { type: any, v: arg }] as const),
      ),
  },
  graphLink: textFunction((promql) => `/graph?g0.expr=${queryEscape(promql)}&g0.tab=0`),
  tableLink: textFunction((promql) => `/graph?g0.expr=${queryEscape(promql)}&g0.tab=1`),
  sortByLabel: {
    in: [string, resultType],
    out: resultType,
    call: (label, result) => goSlice(resultType, result ? [...itemsOf(result)].sort(byLabel(stringOf(label))) : []),
  },
  stripPort: textFunction((text) => splitHostPort(text)?.host ?? text),
  stripDomain: textFunction(stripDomain),
  humanize: number(humanize),
  humanize1024: number(humanize1024),
  humanizePercentage: number((value) => `${fourDigits(value * 100)}%`),
  humanizeTimestamp: number(humanizeTimestamp),
  toTime: {
    in: [any],
    out: timePointer,
    call: (value) => {
      const time = toTime(toFloat(value));
      if (!time) throw new GoError("the value is NaN or Inf");
      return goPointer(time);
    },
  },
  pathPrefix: { in: [], out: string, call: () => goString(toBytes(pathOf(externalURL))) },
  externalURL: { in: [], out: string, call: () => goString(toBytes(externalURL)) },
  parseDuration: { in: [string], out: float64, call: (text) => goFloat(parseDuration(stringOf(text))) },
});

const pathOf = (url: string): string => /^\w+:\/\/[^/]*(\/[^?#]*)?/.exec(url)?.[1] ?? "";
