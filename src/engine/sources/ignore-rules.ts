import { readFileSync } from "node:fs";
import ignore, { type Ignore } from "ignore";
import type { SystemPath } from "../files/system-path.ts";

/** The name of the files that say what is left out of their folder, in the language of `.gitignore`. */
export const ignoreFileName = ".loteignore";

/** What the ignore files of a folder and those above it, up to where the walk began, leave out. */
export class IgnoreRules {
  private constructor(
    private readonly folder: string,
    private readonly own: Ignore | undefined,
    private readonly above: IgnoreRules | undefined,
  ) {}

  /** Of a folder; `above` are those of the folder that it lies in. @throws the system's error where they cannot be read */
  static of(folder: SystemPath, above?: IgnoreRules): IgnoreRules {
    const name = folder.toString().replace(/\/+$/, "");
    const text = typeof folder === "string" ? contentOf(`${name}/${ignoreFileName}`) : undefined;
    return new IgnoreRules(name, text === undefined ? undefined : ignore().add(text), above);
  }

  /** Is this entry of the folder, or of one inside it, left out? The nearest file that says something of it decides. */
  leavesOut(path: SystemPath, isFolder: boolean): boolean {
    const inside = path.toString().slice(this.folder.length + 1) + (isFolder ? "/" : "");
    const said = inside === "" || inside === "/" ? undefined : this.own?.test(inside);
    if (said?.ignored) return true;
    if (said?.unignored) return false;
    return this.above?.leavesOut(path, isFolder) ?? false;
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Is a file under `root` left out, by its own name or a folder's on the way? */
export function isLeftOut(root: string, path: string): boolean {
  const names = path.slice(root.replace(/\/+$/, "").length + 1).split("/");
  let folder = root.replace(/\/+$/, "");
  let rules = IgnoreRules.of(folder);
  for (const [index, name] of names.entries()) {
    const at = `${folder}/${name}`;
    const isFolder = index < names.length - 1;
    if (rules.leavesOut(at, isFolder)) return true;
    if (!isFolder) return false;
    folder = at;
    rules = IgnoreRules.of(folder, rules);
  }
  return false;
}
