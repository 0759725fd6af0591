import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { commandRows } from "../../../src/ui/command-line/command-rows.ts";
import { exitCodes } from "../../../src/ui/command-line/exit-code.ts";
import { globalFlags } from "../../../src/ui/command-line/global-flags.ts";
import { type CommandRow, groups } from "../../../src/ui/command-line/grammar.ts";
import { helpText } from "../../../src/ui/command-line/help.ts";
import { parse } from "../../../src/ui/command-line/parse.ts";
import { languages } from "../../../src/ui/language/words.ts";

const root = join(import.meta.dir, "../../..");

describe("help", () => {
  test("the top level lists every command, flag and exit code, in both languages", () => {
    for (const language of languages) {
      const text = helpText("", language);
      for (const { path } of commandRows.slice(1)) expect(text).toContain(`  ${path}`);
      for (const { name } of globalFlags) expect(text).toContain(`--${name}`);
      for (const code of exitCodes) expect(text).toMatch(new RegExp(`^  ${code} `, "m"));
    }
  });

  test("a command's help shows its flags and its examples", () => {
    for (const row of commandRows.slice(1)) {
      const text = helpText(row.path, "en");
      expect(text).toStartWith(`Usage: lote ${row.path}`);
      for (const { name } of row.flags) expect(text).toContain(`--${name}`);
      for (const example of row.examples) expect(text).toContain(example);
    }
  });

  test("a group's help lists its commands", () => {
    for (const group of Object.keys(groups)) {
      const below: CommandRow[] = commandRows.filter(({ path }) => path.startsWith(`${group} `));
      expect(below.length).toBeGreaterThan(0);
      for (const { path } of below) expect(helpText(group, "es")).toContain(`  ${path}`);
    }
  });

  test("help stays within the columns it is given", () => {
    const longest = Math.max(
      ...helpText("", "es", 80)
        .split("\n")
        .map((line) => Bun.stringWidth(line)),
    );
    expect(longest).toBeLessThanOrEqual(80);
  });

  test("every example is a command line that parses", async () => {
    for (const { examples } of commandRows) {
      for (const example of examples) {
        const [, line = ""] = /lote ?([^>)]*)/.exec(example) ?? [];
        // As a shell divides it: what stands in quotes is one word.
        const words = (line.match(/"[^"]*"|[^ ]+/g) ?? []).map((word) => word.replaceAll('"', ""));
        const parsed = await parse(words, { language: "en", version: "0" });
        expect(parsed).toHaveProperty("flags");
      }
    }
  });

  test("help loads neither the validator nor the terminal's libraries", async () => {
    const program = `
      const { parse } = await import("./src/ui/command-line/parse.ts");
      await parse(["--help"], { language: "en", version: "0" });
      console.log(Object.keys(require.cache).filter((path) => path.includes("node_modules")).join("\\n"));`;
    const child = Bun.spawn([process.execPath, "-e", program], { cwd: root });
    const loaded = (await new Response(child.stdout).text()).trim().split("\n");
    expect(loaded.filter((path) => !path.includes("/commander/"))).toEqual([]);
    expect(loaded.length).toBeGreaterThan(0);
  });
});
