import type { Model } from "../../lib/model/model.ts";
import { docCatalogs } from "./catalogs.ts";
import { docChecks } from "./checks.ts";
import { docCommands } from "./commands.ts";
import { docContract } from "./contract.ts";
import type { DocWriter, GeneratedDoc } from "./docs.ts";
import { docEntryPoints } from "./entry-points.ts";
import { docNotifications } from "./notifications.ts";
import { docServices } from "./services.ts";

const writers: readonly DocWriter[] = [docServices, docChecks, docContract, docNotifications];

/** All generated documents. @param root the repository's root, whose library documents itself */
export const generateDocs = async (model: Model, root: string): Promise<readonly GeneratedDoc[]> => [
  ...writers.flatMap((write) => write(model)),
  docEntryPoints(root),
  await docCatalogs(),
  await docCommands(root),
];
