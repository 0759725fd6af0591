import { join } from "node:path";
import { programRoot } from "./program.ts";

/**
 * How another program of lote is started: by the Bun that runs now, with nothing taken from the folder one stands in.
 * Without these flags Bun reads that folder's bunfig.toml, .env and tsconfig.json, whose `paths` may replace any
 * module, and fetches what it does not find. The same flags stand in `bin/lote`.
 *
 * @param program absolute path of the module to run
 */
export function ownProcess(program: string, ...args: readonly string[]): string[] {
  return [
    process.execPath,
    `--config=${join(programRoot, "bunfig.toml")}`,
    `--tsconfig-override=${join(programRoot, "tsconfig.json")}`,
    "--no-env-file",
    "--no-install",
    program,
    ...args,
  ];
}
