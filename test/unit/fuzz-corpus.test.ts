import { describe, expect, it } from "vitest";
import { readCorpus } from "../../scripts/fuzz/corpus.ts";
import { type SubjectName, subject, subjects } from "../../scripts/fuzz/subjects.ts";

// `npm run fuzz -- refresh SUBJECT` asks the real programs again: promtool and Prometheus 3.5, amtool and Alertmanager 0.33.
describe.each(Object.keys(subjects) as SubjectName[])("%s", (name) => {
  it.each(readCorpus(name))("the real program says %s: %j", (verdict, one) => {
    expect(subject(name).ours(one)).toBe(verdict);
  });
});
