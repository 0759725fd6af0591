import { type KeyRow, keys } from "../../src/engine/config/keys.ts";

/** `.env.example`: every setting as a variable, commented out, for the `.env` of a workspace. */
export function environmentExample(): string {
  const rows: readonly [string, KeyRow][] = Object.entries(keys);
  const blocks = rows
    // A workspace's own .env cannot move the workspace.
    .filter(([key]) => key !== "workspace")
    .map(([, row]) => [...wrapped(row.help.en), `#${row.environment}=${row.default ?? ""}`].join("\n"));
  const head = [
    "# Settings of one workspace: copy this to .env inside the workspace's folder and take away the # of a line.",
    "# The environment wins over this file. Made by scripts/generate-docs.ts.",
  ].join("\n");
  return `${[head, ...blocks].join("\n\n")}\n`;
}

function wrapped(text: string): string[] {
  return Bun.wrapAnsi(text, 100)
    .split("\n")
    .map((line) => `# ${line}`);
}
