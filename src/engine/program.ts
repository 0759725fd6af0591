import { dirname } from "node:path";

/** The folder of the program itself: where `package.json`, `bunfig.toml` and `models/` are. */
export const programRoot: string = dirname(dirname(import.meta.dir));
