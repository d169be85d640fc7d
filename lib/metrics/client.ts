import { goMetrics } from "./go.ts";

/** Whether client libraries tell it of their own process: it says nothing of the service. */
export const isOfClient = (name: string): boolean => /^(?:go|process|promhttp|python|nodejs|jvm)_/.test(name);

/** Whether it is one of the dozens of metrics of a language's runtime that come and go with every version. */
export const isOfRuntime = (name: string): boolean => /^(?:go|python|nodejs)_/.test(name) && !(name in goMetrics);
