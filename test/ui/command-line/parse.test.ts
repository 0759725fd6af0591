import { describe, expect, test } from "bun:test";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { commandRows } from "../../../src/ui/command-line/command-rows.ts";
import { parse } from "../../../src/ui/command-line/parse.ts";
import type { Language } from "../../../src/ui/language/words.ts";

const read = (line: string, language: Language = "en") =>
  parse(line.split(" ").filter(Boolean), { language, version: "1.2.3" });

async function refusal(line: string, language: Language = "en"): Promise<LoteError> {
  try {
    await read(line, language);
  } catch (error) {
    if (error instanceof LoteError) return error;
    throw error;
  }
  throw new Error(`lote ${line} was not refused`);
}

/** A word that is right for each kind of argument. */
const sample: Readonly<Record<string, string>> = { configKey: "lang", shell: "bash" };

describe("parse", () => {
  test("lote alone is the terminal interface, with or without flags", async () => {
    expect(await read("")).toEqual({ path: "", args: {}, flags: {} });
    expect(await read("--lang es --ascii")).toEqual({
      path: "",
      args: {},
      flags: { lang: "es", ascii: true },
    });
  });

  test("every command of the table parses under its own path", async () => {
    for (const row of commandRows) {
      const words = row.arguments.map(({ kind }) => sample[kind] ?? "x").join(" ");
      expect((await read(`${row.path} ${words}`)).path).toBe(row.path as "doctor");
    }
  });

  test("a number with a bound that is passed is refused with the bound, whatever the command", async () => {
    for (const [line, most] of [
      ["products normalize list.csv --batch-size 50001", 50_000],
      ["documents ingest . --workers 65", 64],
    ] as const) {
      const { code, data } = await refusal(line);
      expect(code).toBe("usage");
      expect(data.detail).toContain(`a whole number from 1 to ${most.toLocaleString("en")}, not`);
    }
  });

  test("flags and arguments of classify come out read and named", async () => {
    expect(
      await read(
        "comics classify a b --threshold 0.5 --auto-apply --yes --no-input -v --max 10 --on-ambiguous skip",
      ),
    ).toEqual({
      path: "comics classify",
      args: { paths: ["a", "b"] },
      flags: {
        threshold: 0.5,
        autoApply: true,
        yes: true,
        noInput: true,
        verbose: true,
        max: 10,
        onAmbiguous: "skip",
      },
    });
  });

  test("flags that go everywhere may stand before the command", async () => {
    expect(await read("--workspace w --json runs list")).toMatchObject({
      path: "runs list",
      flags: { workspace: "w", json: true },
    });
  });

  test("a review takes a run, none, or one of its own commands", async () => {
    expect(await read("review")).toMatchObject({ path: "review", args: {} });
    expect(await read("review quiet-fox")).toMatchObject({ path: "review", args: { run: "quiet-fox" } });
    expect(await read("review export f.jsonl")).toMatchObject({
      path: "review export",
      args: { file: "f.jsonl" },
    });
  });

  test("a limit of errors is a count or a share", async () => {
    expect(await read("demo --max-errors 5%")).toMatchObject({ flags: { maxErrors: { share: 0.05 } } });
    expect(await read("demo --max-errors 3")).toMatchObject({ flags: { maxErrors: { count: 3 } } });
  });

  test("after -- a word that looks like a flag is an argument", async () => {
    expect(await read("comics classify -- --yes --token")).toMatchObject({
      args: { paths: ["--yes", "--token"] },
      flags: {},
    });
  });

  test.each([
    ["comics classify a --threshold 1.1", "--threshold"],
    ["comics classify a --threshold x", "--threshold"],
    ["comics classify a --threshold=-0.1", "--threshold"],
    ["demo --accept-above 93", "--accept-above"],
    ["demo --max 0", "--max"],
    ["demo --max 1.5", "--max"],
    ["demo --max-errors 0%", "--max-errors"],
    ["demo --max-errors 101%", "--max-errors"],
    ["demo --max-errors many", "--max-errors"],
    ["demo --lang fr", "--lang"],
    ["demo --color sometimes", "--color"],
    ["demo --on-ambiguous best", "--on-ambiguous"],
    ["runs export r --format xml", "--format"],
    ["demo --workspace=", "--workspace"],
    ["completion powershell", "bash|zsh|fish"],
  ])("the value in %p is refused by name", async (line, name) => {
    const error = await refusal(line);
    expect(error.code).toBe("usage");
    expect(error.exitCode).toBe(2);
    expect(error.message).toStartWith(name);
  });

  test("an unknown word names the nearest known one", async () => {
    expect((await refusal("comics clasify x")).message).toBe(
      "There is no command clasify. Did you mean classify?",
    );
    expect((await refusal("classify x")).message).toBe(
      "There is no command classify. Did you mean comics classify?",
    );
    expect((await refusal("comics classify x --treshold 1")).message).toBe(
      "There is no flag --treshold here. Did you mean --threshold?",
    );
  });

  test("what is missing or too much is named, in the chosen language", async () => {
    expect((await refusal("comics classify")).message).toBe("PATH is missing.");
    expect((await refusal("runs list a b")).message).toBe("Too many arguments: a, b.");
    expect((await refusal("demo --max", "es")).message).toBe("--max necesita un valor: N.");
    expect((await refusal("demo --max-errors", "es")).message).toBe("--max-errors necesita un valor: N|P%.");
  });

  test("one document and a stream of events cannot be asked for together", async () => {
    expect((await refusal("runs list --json --ndjson")).code).toBe("usage");
  });

  test.each([
    "demo --password hunter2",
    "demo --api-key=hunter2",
    "demo --openai-api-key hunter2",
    "demo --db-password=hunter2",
    "--token hunter2 demo",
    "demo --yes=hunter2",
  ])("a flag that should not hold it never has its secret repeated: %p", async (line) => {
    const error = await refusal(line);
    expect(error.message).not.toContain("hunter2");
    if (/key|pass|token/.test(line)) expect(error.message).toContain("environment");
  });

  test("a hostile word is harmless in the message that repeats it", async () => {
    expect((await refusal("\u001b[2Jcomicz")).message).not.toContain("\u001b");
  });

  test("help and version are texts that end with 0, a group without a command ends with 2", async () => {
    expect(await read("--version")).toEqual({ path: "version", text: "1.2.3\n", exitCode: 0 });
    expect(await read("comics classify --help")).toMatchObject({ path: "help", exitCode: 0 });
    expect(await read("help runs")).toMatchObject({ path: "help", exitCode: 0 });
    expect(await read("comics")).toMatchObject({ path: "help", exitCode: 2 });
  });
});
