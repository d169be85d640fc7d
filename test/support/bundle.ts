// @ts-expect-error: plain JavaScript, since it runs before anything is compiled
import { refresh } from "../../lib/bundle/fresh.cjs";

/** Before the first test: commands under test would otherwise make the bundle at the same time. */
export default refresh;
