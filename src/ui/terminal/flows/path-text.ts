import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";

/** A path as typed, made absolute; `~` is the home folder. */
export function absolutePath(typed: string, home = homedir()): string {
  return resolve(typed.replace(/^~(?=\/|$)/, home));
}

export interface Completion {
  /** The text with all in it that is certain. */
  readonly text: string;
  /** What it could become, at most {@link maxChoices}; folders end in `/`. Names as on the disk, not yet safe. */
  readonly choices: readonly string[];
}

const maxChoices = 200;

/** Completes a path as a shell does: the longest common beginning, and the choices. Never throws. */
export async function completePath(typed: string, home = homedir()): Promise<Completion> {
  if (typed === "~") return { text: "~/", choices: [] };
  const start = typed.slice(typed.lastIndexOf("/") + 1);
  const head = typed.slice(0, typed.length - start.length);
  const folder = absolutePath(head === "" ? "." : head, home);
  const choices = await entriesStarting(folder, start);
  const [only] = choices;
  if (choices.length === 1 && only !== undefined) return { text: head + only, choices: [] };
  return { text: head + commonStart(choices, start), choices: choices.slice(0, maxChoices) };
}

async function entriesStarting(folder: string, start: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter(({ name }) => name.startsWith(start) && (start.startsWith(".") || !name.startsWith(".")))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  } catch {
    return [];
  }
}

function commonStart(names: readonly string[], least: string): string {
  const [first] = names;
  if (first === undefined) return least;
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
