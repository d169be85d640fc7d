import type { Detail } from "../change.ts";

type Texts = Readonly<Record<string, string>>;

/** What changed in what whoever is told reads. */
export const annotationDetails = (before: Texts, after: Texts): Detail[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((name) => {
    const [old, now] = [before[name] ?? "", after[name] ?? ""];
    if (old === now) return [];
    if (name === "dashboard_url") return [{ sentence: `opens ${now} instead of ${old}` }];
    if (old === "") return [{ sentence: `has a new text, ${name}`, after: now }];
    if (now === "") return [{ sentence: `loses its text ${name}`, before: old }];
    return [{ sentence: `has another ${name}`, before: old, after: now }];
  });
