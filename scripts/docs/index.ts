import type { Model } from "../../lib/model/model.ts";
import { docChecks } from "./checks.ts";
import { docContract } from "./contract.ts";
import type { DocWriter, GeneratedDoc } from "./docs.ts";
import { docServices } from "./services.ts";
import { docWhoIsTold } from "./who-is-told.ts";

const writers: readonly DocWriter[] = [docServices, docChecks, docContract, docWhoIsTold];

/** All documentation that is written from the model. */
export const generateDocs = (model: Model): readonly GeneratedDoc[] => writers.flatMap((write) => write(model));
