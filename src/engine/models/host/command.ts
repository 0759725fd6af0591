import { join } from "node:path";
import { ownProcess } from "../../own-process.ts";

/** The program that a model host runs. */
export const hostProgram = join(import.meta.dir, "main.ts");

/** How a model host is started. */
export function hostCommand(program = hostProgram): string[] {
  return ownProcess(program);
}

const passed =
  /^(PATH|HOME|TMPDIR|LANG|LC_|LD_|DYLD_|XDG_|CUDA|NVIDIA|VK_|MESA|DRI_|WAYLAND_DISPLAY$|DISPLAY$)/;

/** What of the environment a model host gets to see: paths and drivers, and no key of any service. */
export function hostEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => passed.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), NODE_ENV: "production" };
}
