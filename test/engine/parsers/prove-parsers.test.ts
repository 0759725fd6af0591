import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { proveParsers } from "../../../src/engine/parsers/prove-parsers.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("the parsers are proved by reading, and leave nothing behind", async () => {
  const { TMPDIR } = process.env;
  const folder = temporaryFolder();
  process.env.TMPDIR = folder;
  try {
    await proveParsers();
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
});
