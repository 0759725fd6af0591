import { join } from "node:path";

const root = join(import.meta.dir, "../../../..");

/** The program that a model host runs. */
export const hostProgram = join(import.meta.dir, "main.ts");

/**
 * How a model host is started: by the Bun that runs now and, like lote itself, with nothing taken from the
 * folder one stands in (see bin/lote).
 */
export function hostCommand(program = hostProgram): string[] {
  return [
    process.execPath,
    `--config=${join(root, "bunfig.toml")}`,
    `--tsconfig-override=${join(root, "tsconfig.json")}`,
    "--no-env-file",
    "--no-install",
    program,
  ];
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
