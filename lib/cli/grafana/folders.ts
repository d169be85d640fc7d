import { ask, type GrafanaAccess } from "./http.ts";

/** Makes sure of a folder; its classic address answers in all versions. @returns whether it had to be made */
export async function ensureFolder(access: GrafanaAccess, uid: string, title: string): Promise<boolean> {
  const { status } = await ask(access, "GET", `/api/folders/${uid}`, [200, 404]);
  if (status === 200) return false;
  // 409 and 412: somebody else made it meanwhile, which is as good.
  await ask(access, "POST", "/api/folders", [200, 409, 412], { body: { uid, title } });
  return true;
}
