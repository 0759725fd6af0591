import { expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

const root = join(import.meta.dir, "../../..");

/** The files, of those given, that the project's linter does not let reach the network. */
function refused(files: Readonly<Record<string, string>>): string[] {
  const folder = filesIn(temporaryFolder(), files);
  for (const part of ["biome.json", "scripts/verify"])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  const biome = join(root, "node_modules/.bin/biome");
  const { stdout, stderr } = Bun.spawnSync(
    [process.execPath, "--bun", biome, "lint", "--colors=off", "src"],
    {
      cwd: folder,
    },
  );
  const blocks = `${stdout}${stderr}`.split(/\n(?=src\/)/);
  const told = blocks.filter((block) => block.includes("Only src/engine/net reaches the network"));
  return [...new Set(told.map((block) => block.slice(0, block.indexOf(":"))))].sort();
}

test("the linter lets nothing of src reach the network outside src/engine/net, whatever it calls it", () => {
  const ways = [
    ...[
      'export const a = () => fetch("x");',
      "const get = fetch;\nexport { get };",
      'export const a = new WebSocket("x");',
    ],
    ...['export const a = () => Bun.fetch("x");', 'export const a = () => globalThis.fetch("x");'],
    ...["export const a = Bun.connect;"],
  ];
  const elsewhere = Object.fromEntries(ways.map((code, at) => [`src/engine/text/${at}.ts`, `${code}\n`]));
  const inside = Object.fromEntries(ways.map((code, at) => [`src/engine/net/${at}.ts`, `${code}\n`]));
  const harmless = {
    "src/engine/text/method.ts": "export const a = (fetcher: { fetch(): void }) => fetcher.fetch();\n",
  };
  expect(refused({ ...elsewhere, ...inside, ...harmless })).toEqual(Object.keys(elsewhere).sort());
});
