import type { Call, Reply } from "./reply.ts";
import type { Store, StoredDatasource } from "./store.ts";

type Command = Omit<StoredDatasource, "version" | "secrets"> & {
  readonly version?: number;
  readonly secureJsonData?: Readonly<Record<string, string>>;
};

/**
 * `/api/datasources` by its documented semantics: an update of another version than the stored one is refused with
 * 409, one of a provisioned datasource with 403; secrets are kept unless sent anew, and never shown.
 */
export function datasourcesReply({ datasources }: Store, { method, path, body }: Call): Reply {
  if (method === "POST") return create(datasources, body as Command);
  if (path === "/datasources") return { status: 200, body: [...datasources.values()].map(shown) };
  const stored = datasources.get(path.split("/").at(-1) ?? "");
  if (!stored) return { status: 404, body: { message: "Data source not found" } };
  if (method === "PUT") return update(datasources, stored, body as Command);
  if (method === "DELETE") {
    datasources.delete(stored.uid);
    return { status: 200, body: { id: 1, message: "Data source deleted" } };
  }
  return { status: 200, body: shown(stored) };
}

type Stored = Map<string, StoredDatasource>;

function create(datasources: Stored, { secureJsonData = {}, ...command }: Command): Reply {
  const taken = [...datasources.values()].some(({ uid, name }) => uid === command.uid || name === command.name);
  if (taken) return { status: 409, body: { message: "data source with the same name already exists" } };
  const stored: StoredDatasource = { ...command, version: 1, secrets: secureJsonData };
  datasources.set(command.uid, stored);
  return answer(stored, "Datasource added");
}

function update(datasources: Stored, stored: StoredDatasource, { secureJsonData = {}, ...command }: Command): Reply {
  if (stored.readOnly) return { status: 403, body: { message: "Cannot update read-only data source" } };
  if (command.version !== undefined && command.version !== stored.version)
    return { status: 409, body: { message: "Datasource has already been updated by someone else" } };
  const secrets = { ...stored.secrets, ...secureJsonData };
  const next: StoredDatasource = { ...command, version: stored.version + 1, secrets };
  datasources.set(stored.uid, next);
  return answer(next, "Datasource updated");
}

const answer = (stored: StoredDatasource, message: string): Reply => ({
  status: 200,
  body: { id: 1, message, name: stored.name, datasource: shown(stored) },
});

const shown = ({ secrets, ...visible }: StoredDatasource) => ({
  id: 1,
  ...visible,
  secureJsonFields: Object.fromEntries(Object.keys(secrets).map((key) => [key, true])),
});
