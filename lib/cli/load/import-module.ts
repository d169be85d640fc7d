/** Imports a module by its address, as Node does. In the bundle of the CLI its start program does it: a script cannot. */
export const importModule = (address: string): Promise<Record<string, unknown>> => import(address);
