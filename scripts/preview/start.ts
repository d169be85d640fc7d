import { type PreviewOptions, startPreview } from "../../lib/cli/preview.ts";
import { preparePage } from "./build-page.ts";

/** Serves the preview of a project, with its page as it stands in preview/. @param progress called with what takes time */
export async function startOwnPreview({ progress, ...options }: PreviewOptions & Progress) {
  await preparePage(progress);
  return startPreview(options);
}

interface Progress {
  readonly progress: (line: string) => void;
}
