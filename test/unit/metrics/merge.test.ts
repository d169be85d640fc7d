import { describe, expect, it } from "vitest";
import { goMetrics, metric } from "../../../lib/metrics/define.ts";
import { observe } from "../../../lib/metrics/exposition.ts";
import { mergeMetrics } from "../../../lib/metrics/merge.ts";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import type { Metric } from "../../../lib/model/model.ts";

const { counter, gauge, histogram } = metric;

const capture = (text: string) => observe(parseExposition(text));
const typed = (type: string, name: string, ...samples: string[]) =>
  capture([`# HELP ${name} Some help.`, `# TYPE ${name} ${type}`, ...samples.map((s) => name + s), ""].join("\n"));

describe("a metric seen for the first time", () => {
  it("gets type, labels, unit and help from the exposition", () => {
    const { metrics, added } = mergeMetrics({}, [typed("counter", "read_bytes_total", '{b="1",a="2"} 1')]);
    expect(metrics).toEqual({ read_bytes_total: counter("bytes", ["a", "b"], "Some help") });
    expect(added).toEqual(["read_bytes_total"]);
  });

  it("gets a range if it says yes or no, its name as help if the exporter says nothing", () => {
    const { metrics } = mergeMetrics({}, [capture("# TYPE redis_up gauge\nredis_up 1\n")]);
    expect(metrics).toEqual({ redis_up: gauge(undefined, [], "redis up", { range: [0, 1] }) });
  });

  it.each(["constructor", "__proto__", "toString", "valueOf_total", "a_constructor"])(
    "has no unit by the name %s",
    (name) => {
      const { metrics } = mergeMetrics({}, [capture(`# TYPE ${name} gauge\n${name} 1\n`)]);
      expect(Object.entries(metrics)).toEqual([[name, gauge(undefined, [], name.replaceAll("_", " "))]]);
    },
  );

  it("is described as in every exporter if Go's client exposes it, and left out if only the runtime does", () => {
    const { metrics } = mergeMetrics({}, [capture("# TYPE go_threads gauge\ngo_threads 1\ngo_sched_new_thing 1\n")]);
    expect(metrics).toEqual({ go_threads: goMetrics.go_threads });
  });

  it("gets its buckets, merged over the captures, without infinity", () => {
    const buckets = (...bounds: string[]) =>
      typed("histogram", "lag_seconds", ...bounds.map((le) => `_bucket{le="${le}"} 1`));
    const { metrics } = mergeMetrics({}, [buckets("0.5", "2", "+Inf"), buckets("1", "2", "+Inf")]);
    expect(metrics).toEqual({ lag_seconds: histogram("seconds", [], "Some help", { buckets: [0.5, 1, 2] }) });
  });
});

describe("closed label values", () => {
  const cpu = (...modes: string[]) => typed("counter", "cpu_seconds_total", ...modes);

  it("are taken where a label enumerates them for every other label", () => {
    const { metrics } = mergeMetrics({}, [
      cpu('{cpu="0",mode="user"} 1', '{cpu="0",mode="idle"} 1', '{cpu="1",mode="user"} 1', '{cpu="1",mode="idle"} 1'),
    ]);
    expect(metrics.cpu_seconds_total?.values).toEqual({ mode: ["idle", "user"] });
  });

  it.each([
    [
      "one value is absent somewhere",
      ['{cpu="0",mode="user"} 1', '{cpu="0",mode="idle"} 1', '{cpu="1",mode="user"} 1'],
    ],
    ["there is only one place to look", ['{mode="user"} 1', '{mode="idle"} 1']],
    [
      "the label does not enumerate by name",
      ['{a="0",code="200"} 1', '{a="0",code="500"} 1', '{a="1",code="200"} 1', '{a="1",code="500"} 1'],
    ],
  ])("are not taken where %s", (_, samples) => {
    expect(mergeMetrics({}, [cpu(...samples)]).metrics.cpu_seconds_total).not.toHaveProperty("values");
  });

  it("that a person closed stay closed and learn what is new", () => {
    const known = { cpu_seconds_total: counter("seconds", ["mode"], "CPU time", { values: { mode: ["user"] } }) };
    const { metrics, changed } = mergeMetrics(known, [cpu('{mode="idle"} 1')]);
    expect(metrics.cpu_seconds_total?.values).toEqual({ mode: ["user", "idle"] });
    expect(changed).toEqual(["cpu_seconds_total"]);
  });
});

describe("a known metric", () => {
  const edited: Metric = gauge("timestamp", ["host"], "When the host booted", { range: [0, 1e10] });

  it("keeps the help, the unit and the range that a person gave it", () => {
    const { metrics, changed } = mergeMetrics({ boot_seconds: edited }, [
      typed("gauge", "boot_seconds", '{host="a"} 1'),
    ]);
    expect(metrics.boot_seconds).toEqual(edited);
    expect(changed).toEqual([]);
  });

  it("keeps a unit that was taken away", () => {
    const { metrics } = mergeMetrics({ age_seconds: gauge(undefined, [], "Age") }, [
      typed("gauge", "age_seconds", " 1"),
    ]);
    expect(metrics.age_seconds).not.toHaveProperty("unit");
  });

  it("follows a new type, and learns labels", () => {
    const { metrics, changed } = mergeMetrics({ boot_seconds: edited }, [
      typed("counter", "boot_seconds", '{zone="a"} 1'),
    ]);
    expect(metrics.boot_seconds).toMatchObject({ type: "counter", labels: ["host", "zone"] });
    expect(changed).toEqual(["boot_seconds"]);
  });

  it("keeps its type where an exporter stopped telling it", () => {
    const { metrics } = mergeMetrics({ boot_seconds: edited }, [capture('boot_seconds{host="a"} 1\n')]);
    expect(metrics.boot_seconds?.type).toBe("gauge");
  });

  it("stays though no capture exposes it, unless pruned", () => {
    expect(mergeMetrics({ boot_seconds: edited }, []).metrics).toEqual({ boot_seconds: edited });
    expect(mergeMetrics({ boot_seconds: edited }, [], { prune: true })).toMatchObject({
      metrics: {},
      absent: ["boot_seconds"],
    });
  });
});

it("gives the same for the same captures, sorted by name", () => {
  const captures = [capture("b 1\na 1\n"), capture("c 1\n")];
  expect(Object.keys(mergeMetrics({}, captures).metrics)).toEqual(["a", "b", "c"]);
});
