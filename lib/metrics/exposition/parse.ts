import { didYouMean } from "../../promql/text/suggest.ts";
import {
  type Exposition,
  type ExpositionProblem,
  type Family,
  type FamilyType,
  familyTypes,
  type Sample,
  seriesNames,
} from "./exposition.ts";
import { LineError, readSample, unescaped } from "./line.ts";

/** The two text formats of a `/metrics` endpoint. */
export type ExpositionFormat = "text" | "openmetrics";

/** What could be read, and every line that could not. */
export interface ParsedExposition extends Exposition {
  readonly problems: readonly ExpositionProblem[];
}

interface OpenFamily {
  readonly name: string;
  type?: FamilyType;
  help?: string;
  unit?: string;
  readonly samples: Sample[];
}

/**
 * Reads Prometheus' text format 0.0.4 or OpenMetrics. Native histograms have no text form.
 * @param format detected by a final `# EOF` if absent
 */
export function parseExposition(text: string, format = formatOf(text)): ParsedExposition {
  const reader = new Reader(format);
  const lines = text.split(/\r?\n/);
  const problems: ExpositionProblem[] = [];
  lines.forEach((line, index) => {
    try {
      reader.read(line.trimStart(), index + 1);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      problems.push({ line: index + 1, message: error.message, hint: error.hint });
    }
  });
  if (format === "openmetrics" && !reader.ended)
    problems.push({ line: lines.length, message: "the exposition is cut off", hint: "OpenMetrics ends with # EOF" });
  return { families: reader.families(), problems };
}

const formatOf = (text: string): ExpositionFormat => (/^# EOF\s*$/m.test(text) ? "openmetrics" : "text");

class Reader {
  readonly #format: ExpositionFormat;
  readonly #families = new Map<string, OpenFamily>();
  /** Series name to the family that a TYPE line declared for it. */
  readonly #owners = new Map<string, OpenFamily>();
  readonly #seen = new Set<string>();
  ended = false;

  constructor(format: ExpositionFormat) {
    this.#format = format;
  }

  read(line: string, number: number): void {
    if (line.trim() === "") return;
    if (this.ended) throw new LineError("text behind # EOF", "remove it, or the # EOF before it");
    if (line.startsWith("#")) this.#readComment(line);
    else this.#readSample(line, number);
  }

  families(): Map<string, Family> {
    return new Map(
      Array.from(this.#families.values(), ({ type = "unknown", ...family }) => {
        const name = storedName(family.name, type, this.#format);
        return [name, { ...family, name, type }];
      }),
    );
  }

  #readComment(line: string): void {
    if (this.#format === "openmetrics" && line.trimEnd() === "# EOF") {
      this.ended = true;
      return;
    }
    const [, keyword, name, rest = ""] = /^#\s*(HELP|TYPE|UNIT)\s+("(?:[^"\\]|\\.)*"|\S+)(?:\s(.*))?$/.exec(line) ?? [];
    if (keyword === undefined || name === undefined) return;
    const family = this.#family(unquote(name));
    if (keyword === "TYPE") this.#declare(family, rest.trim());
    else if (keyword === "HELP") family.help ??= unescaped(rest.trim());
    else family.unit ??= rest.trim();
  }

  #declare(family: OpenFamily, type: string): void {
    if (!isFamilyType(type)) {
      const hint = didYouMean(type, familyTypes) ?? `write one of ${familyTypes.join(", ")}`;
      throw new LineError(`unknown type "${type}" of ${family.name}`, hint);
    }
    if (family.type !== undefined)
      throw new LineError(`the type of ${family.name} occurs twice`, "keep all series of a metric together, once");
    if (family.samples.length > 0)
      throw new LineError(`the type of ${family.name} is after its samples`, "put the TYPE line before them");
    family.type = type;
    for (const series of seriesNames(storedName(family.name, type, this.#format), type))
      this.#owners.set(series, family);
  }

  #readSample(line: string, number: number): void {
    const { timestamp, ...sample } = readSample(line);
    const family = this.#owners.get(sample.name) ?? this.#family(sample.name);
    const series = seriesKey(sample.name, sample.labels);
    if (this.#seen.has(series)) throw new LineError(`series ${line.trim()} occurs twice`, "make its labels differ");
    this.#seen.add(series);
    const milliseconds = timestamp !== undefined && this.#format === "openmetrics" ? timestamp * 1000 : timestamp;
    family.samples.push({ ...sample, ...(milliseconds !== undefined && { timestamp: milliseconds }), line: number });
  }

  #family(name: string): OpenFamily {
    const known = this.#families.get(name);
    if (known) return known;
    const family: OpenFamily = { name, samples: [] };
    this.#families.set(name, family);
    return family;
  }
}

const isFamilyType = (type: string): type is FamilyType => familyTypes.includes(type as FamilyType);

/** One text for one series, whatever the order of its labels. */
const seriesKey = (name: string, labels: Readonly<Record<string, string>>): string =>
  JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** OpenMetrics leaves `_total` and `_info` to the series; Prometheus knows the metric by the series' name. */
function storedName(name: string, type: FamilyType, format: ExpositionFormat): string {
  const suffix = type === "counter" ? "_total" : type === "info" ? "_info" : "";
  return format === "openmetrics" && !name.endsWith(suffix) ? name + suffix : name;
}

const unquote = (name: string): string => (name.startsWith('"') ? unescaped(name.slice(1, -1)) : name);
