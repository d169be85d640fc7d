// The incidents that `test incident` simulates.
export { incidents } from "./simulator/incidents.ts";
