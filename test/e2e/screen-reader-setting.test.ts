import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { openTerminal } from "../fixtures/terminal/open-terminal.ts";

setDefaultTimeout(60_000);

const program = join(import.meta.dir, "../../bin/lote");

test.each([
  ["0", true],
  ["1", false],
])("with LOTE_SCREEN_READER=%s a progress line is drawn over: %p", async (value, isRedrawn) => {
  const folder = newFolder();
  const notes = join(folder, "notes");
  mkdirSync(notes);
  for (let at = 0; at < 20; at++) writeFileSync(join(notes, `${at}.txt`), `Note ${at}.\n`);
  const command = [program, "documents", "ingest", notes, "--workspace", join(folder, "workspace")];
  await using terminal = openTerminal(command, { env: { LOTE_SCREEN_READER: value } });
  expect(await terminal.exited).toBe(0);
  expect(terminal.written().includes("\r\u001b[K")).toBe(isRedrawn);
});
