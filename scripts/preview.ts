import { preparePage } from "./preview/build-page.ts";

// Builds the page that `bigdata-monitoring preview` serves, unless it is up to date.
await preparePage((line) => process.stderr.write(`${line}\n`));
