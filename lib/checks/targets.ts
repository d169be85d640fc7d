import { isListed } from "../emit/targets.ts";
import { durationSeconds } from "../model/duration.ts";
import { scrapeTimeout } from "../model/facts.ts";
import type { Model, TargetSource } from "../model/model.ts";
import { sourceLabels, withPort } from "../model/targets.ts";
import { type Check, type Finding, rulesOf, type Where } from "./check.ts";

/** What `targets` of a service or of a probed backend hold, with its place. */
interface Placed {
  readonly file: string;
  readonly path: readonly string[];
  readonly name: string;
  readonly port: number;
  readonly sources: readonly TargetSource[];
}

function placedTargets({ stack, probes }: Model): Placed[] {
  const services = Object.entries(stack).map(([name, { port, targets }]) => ({
    ...{ file: "stack.ts", path: [name, "targets"], name, port, sources: targets ?? [] },
  }));
  const backends = Object.entries(probes?.backends ?? {}).map(([name, { port, targets }]) => ({
    ...{ file: "probes.ts", path: ["backends", name, "targets"], name, port, sources: targets ?? [] },
  }));
  return [...services, ...backends];
}

/** Host names, IPv4 and bracketed IPv6, with or without a port. */
const address = /^(?:\[[\da-fA-F:.]+\]|[A-Za-z\d](?:[A-Za-z\d._-]*[A-Za-z\d])?)(?::(?<port>\d{1,5}))?$/;
const highestPort = 65_535;

const targetAddress: Check = {
  name: "target-address",
  description: "Prometheus refuses its whole configuration, or scrapes nothing, where an address is none.",
  *find(model) {
    for (const { file, path, port, sources } of placedTargets(model)) {
      const seen = new Set<string>();
      for (const [i, source] of sources.entries()) {
        const where = { file, path: [...path, String(i)] };
        for (const text of addressesOf(source)) {
          const found = badAddress(text);
          if (found) yield { ...where, ...found };
          const whole = withPort(text, port);
          if (isListed(source) && seen.has(whole))
            yield { ...where, message: `${whole} is listed twice: its series would be the same`, hint: "remove one" };
          if (isListed(source)) seen.add(whole);
        }
      }
    }
  },
};

const addressesOf = (source: TargetSource): readonly string[] =>
  isListed(source) ? source.addresses : "consul" in source ? [source.consul] : [];

function badAddress(text: string): Pick<Finding, "message" | "hint"> | undefined {
  if (text.includes("/"))
    return { message: `"${text}" is a URL`, hint: "write host or host:port; `scrape.path` names the path" };
  const found = address.exec(text);
  if (!found) return { message: `"${text}" is no address`, hint: "write host or host:port" };
  const port = Number(found.groups?.port);
  if (port < 1 || port > highestPort)
    return { message: `"${text}" has no port between 1 and ${highestPort}`, hint: "write host:port" };
  return undefined;
}

/** What Prometheus accepts. Source: discovery/file/file.go of Prometheus */
const filePattern = /^[^*]*(?:\*[^/]*)?\.(?:json|yml|yaml|JSON|YML|YAML)$/;
/** Source: RFC 1035, with the underscores of service names. */
const domain =
  /^(?=.{1,253}\.?$)[A-Za-z\d_](?:[\w-]{0,61}[A-Za-z\d_])?(?:\.[A-Za-z\d_](?:[\w-]{0,61}[A-Za-z\d_])?)*\.?$/;

const targetSource: Check = {
  name: "target-source",
  description: "A file pattern, name or selector that Prometheus cannot read finds no target.",
  *find(model) {
    for (const { file, path, sources } of placedTargets(model))
      for (const [i, source] of sources.entries())
        for (const found of sourceProblems(source)) yield { file, path: [...path, String(i)], ...found };
  },
};

function* sourceProblems(source: TargetSource): Generator<Pick<Finding, "message" | "hint">> {
  if ("files" in source)
    for (const pattern of source.files)
      if (!filePattern.test(pattern))
        yield {
          message: `"${pattern}" is no file that Prometheus reads targets from`,
          hint: "end it with .json, .yml or .yaml, and write at most one * in its last part",
        };
  if ("dns" in source)
    for (const name of source.dns)
      if (!domain.test(name))
        yield { message: `"${name}" is no domain name`, hint: "write letters, digits, - and dots, without a port" };
  for (const name of secretFiles(source))
    if (!/^[A-Za-z\d][\w.-]*$/.test(name))
      yield { message: `"${name}" is no file name`, hint: "write the name of a file in Prometheus' secrets folder" };
}

const secretFiles = (source: TargetSource): string[] => {
  const names =
    "consul" in source
      ? [source.tokenFile]
      : "kubernetes" in source
        ? [source.apiServer?.tokenFile, source.apiServer?.caFile]
        : [];
  return names.filter((name) => name !== undefined);
};

/** Prometheus, or the emitted configuration, sets these on every target. */
const taken: readonly string[] = ["job", "instance", "service", "backend"];

const targetLabels: Check = {
  name: "target-labels",
  description: "A target's label that other labels replace, or that Prometheus cannot store, is lost.",
  *find(model) {
    for (const { file, path, sources } of placedTargets(model))
      for (const [i, source] of sources.entries())
        for (const [name, value] of Object.entries(sourceLabels(source))) {
          const where = { file, path: [...path, String(i), "labels"] };
          if (taken.includes(name))
            yield { ...where, message: `"${name}" is set on every target`, hint: "choose another name" };
          else if (!/^[a-zA-Z_]\w*$/.test(name) || name.startsWith("__"))
            yield { ...where, message: `"${name}" is no name of a label`, hint: "write letters, digits and _" };
          else if (value === "")
            yield { ...where, message: `"${name}" is empty, which is the same as no label`, hint: "remove it" };
          else if (Object.hasOwn(source.labels ?? {}, name) && Object.hasOwn(source, name))
            yield { ...where, message: `"${name}" is written twice`, hint: "remove it from `labels`" };
        }
  },
};

const targetIdentity: Check = {
  name: "target-identity",
  description:
    "Where some targets have an identity label and others do not, no alert or panel about one part of the platform is complete.",
  *find(model) {
    const { identityLabels } = model.settings;
    const placed = placedTargets(model);
    for (const label of identityLabels) {
      const sources = placed.flatMap(({ sources: some }) => some.filter((source) => !("files" in source)));
      if (!sources.some((source) => label in sourceLabels(source))) continue;
      for (const { file, path, sources: some } of placed)
        for (const [i, source] of some.entries())
          if (!("files" in source) && !(label in sourceLabels(source)))
            yield {
              ...{ file, path: [...path, String(i)] },
              message: `has no label "${label}", which other targets have`,
              hint: label === "cluster" || label === "environment" ? `set \`${label}\`` : `set it in \`labels\``,
            };
    }
  },
};

/**
 * Numbers that a platform states for each cluster are recorded as constants: where a cluster has none, a comparison with
 * it finds nothing.
 */
const recordedIdentity: Check = {
  name: "recorded-identity",
  description: "An alert that compares with a constant which a cluster lacks never fires there.",
  *find(model) {
    const constants = new Map<string, { where: Where; labels: Readonly<Record<string, string>>[] }>();
    for (const { rule, where } of rulesOf(model)) {
      if (!("record" in rule) || !/^\s*vector\([^a-z]*\)\s*$/i.test(rule.expr)) continue;
      const known = constants.get(rule.record) ?? { where, labels: [] };
      constants.set(rule.record, { ...known, labels: [...known.labels, rule.labels ?? {}] });
    }
    const sources = placedTargets(model).flatMap(({ sources: some }) => some.map(sourceLabels));
    for (const label of model.settings.identityLabels) {
      const named = new Set(sources.flatMap((labels) => labels[label] ?? []));
      for (const { where, labels } of constants.values())
        for (const value of named)
          if (!labels.some((own) => own[label] === value))
            yield {
              ...where,
              message: `has no value for ${label} "${value}", which targets name`,
              hint: "state its number, 0 where there is none",
            };
    }
  },
};

const scrapeTimeoutCheck: Check = {
  name: "scrape-timeout",
  description: "Prometheus refuses its whole configuration where a scrape's timeout exceeds its interval.",
  *find({ stack }) {
    for (const [name, { scrape }] of Object.entries(stack)) {
      if (!scrape || durationSeconds(scrapeTimeout(scrape)) <= durationSeconds(scrape.interval)) continue;
      yield {
        ...{ file: "stack.ts", path: [name, "scrape", "timeout"] },
        message: `${scrape.timeout} exceeds the interval of ${scrape.interval}`,
        hint: `write at most ${scrape.interval}`,
      };
    }
  },
};

/** Labels that every target of this platform has: job, instance, service, and the metric's name. */
const fewestLabels = 4;

const scrapeLimits: Check = {
  name: "scrape-limits",
  description: "A limit below what every scrape has fails each of them: `up` is 0 for ever.",
  *find({ stack }) {
    for (const [name, { scrape, targets = [] }] of Object.entries(stack)) {
      const { labels, labelValueLength, targets: most } = scrape?.limits ?? {};
      const where = (field: string) => ({ file: "stack.ts", path: [name, "scrape", "limits", field] });
      if (labels !== undefined && labels < fewestLabels)
        yield {
          ...where("labels"),
          message: `${labels}: every series has ${fewestLabels}, which are its name, job, instance and service`,
          hint: "write at least 10",
        };
      if (labelValueLength !== undefined && labelValueLength < name.length)
        yield {
          ...where("labelValueLength"),
          message: `${labelValueLength} bytes are too few for job="${name}"`,
          hint: "write at least 100",
        };
      const listed = targets.filter(isListed).flatMap(({ addresses }) => addresses).length;
      if (most !== undefined && listed > most)
        yield {
          ...where("targets"),
          message: `${listed} targets are listed: more than ${most} fail all of them`,
          hint: `write at least ${listed}`,
        };
    }
  },
};

/** Checks of how targets are found and scraped. */
export const targetChecks: readonly Check[] = [
  targetAddress,
  targetSource,
  targetLabels,
  targetIdentity,
  recordedIdentity,
  scrapeTimeoutCheck,
  scrapeLimits,
];
