import { join } from "node:path";
import { ownProcess } from "../../own-process.ts";

/** The program that a model host runs. */
export const hostProgram = join(import.meta.dir, "main.ts");

/** How a model host is started. */
export function hostCommand(program = hostProgram): string[] {
  return ownProcess(program);
}
