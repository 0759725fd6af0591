import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Part } from "../../../../../src/ui/terminal/components/line.tsx";
import { handLines } from "../../../../../src/ui/terminal/screens/dashboard/hand-lines.ts";
import { limitLines } from "../../../../../src/ui/terminal/screens/dashboard/limit-lines.ts";
import type { Surface } from "../../../../../src/ui/terminal/surface/surface.ts";
import { driveApplication } from "../../../../fixtures/terminal/drive.ts";
import { presentWork } from "../../../../fixtures/terminal/present-work.ts";
import { openWorkspace, type Workspace } from "../../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
beforeAll(() => {
  workspace = openWorkspace();
});
afterAll(() => workspace[Symbol.dispose]());

function surfaceOf(columns: number, language: "en" | "es" = "en", ascii = false): Surface {
  const application = driveApplication(workspace.stores, { language, ascii });
  application.surface.change({ columns });
  const surface = application.surface.get();
  application.leave({ how: "quit" });
  return surface;
}

const textOf = (lines: readonly Part[][]) =>
  lines.map((parts) =>
    parts
      .map((part) => (typeof part === "string" ? part : part.text))
      .join("")
      .trimEnd(),
  );
const now = Date.now();

describe("the gauges of both limits a minute", () => {
  test("each has a bar and figures, and words say what holds back", () => {
    const [first] = presentWork(0).limits;
    if (!first) throw new Error("no limit");
    expect(textOf(limitLines([first], surfaceOf(80), now))).toEqual([
      "",
      " ▲ api.openai.com text-embedding-3-small: held back by tokens a minute, 12 wait",
      `   requests a minute ${"█".repeat(4)}${"░".repeat(33)} 45 of 400`,
      `   tokens a minute   ${"█".repeat(34)}${"░".repeat(3)} 150,000 of 160,000`,
    ]);
  });

  test("a service that asked for a pause and one that holds back stand before one that does not", () => {
    const { limits } = presentWork(0);
    const lines = textOf(limitLines(limits.toReversed(), surfaceOf(100), now)).join("\n");
    expect(lines).toContain("the service asked for a pause (Retry-After), 1 min 30 sec left");
    expect(lines).toContain("held back by tokens a minute");
    expect(lines).not.toContain("gpt-nano");
  });

  test("where nothing is known of a limit what was sent is told without a bar", () => {
    const lines = textOf(limitLines(presentWork(0).limits.slice(1, 2), surfaceOf(80, "es"), now));
    expect(lines[1]).toBe(" ✓ api.openai.com gpt-nano: nada frena");
    expect(lines[2]).toMatch(/^ {3}peticiones por minuto {5,}7, sin límite conocido$/);
    expect(lines[3]).toMatch(/^ {3}tokens por minuto {5}░+ 0 de 800$/);
  });

  test("what a tight terminal has no room for is the name and the bar, never the words", () => {
    const { limits } = presentWork(0);
    const lines = textOf(limitLines(limits, surfaceOf(44), now));
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(44);
    expect(lines.join("\n")).toContain("held back by tokens a minute, 12 wait");
    expect(lines.join("\n")).toContain("150,000 of 160,000");
  });
});

describe("a line for each that works", () => {
  const draw = (hands: number, columns: number, room: number) =>
    textOf(handLines(presentWork(hands).hands, "documents.ingest", surfaceOf(columns), room));

  test("says which, at what stage, on which file, and how many more are in the same batch", () => {
    expect(draw(3, 60, 20)).toEqual([
      "",
      " 3 workers at work: reading and cutting 1, vectors 2",
      " ◐ 1 reading and cutting  /notes/0.pdf",
      expect.stringMatching(/^ ◐ 2 vectors {14}\S*evil.*\.cbz$/),
      " ◐ 3 vectors              /notes/2.pdf +4",
    ]);
  });

  test("sixty-four are folded into the room there is, and counted by stage", () => {
    const lines = draw(64, 60, 8);
    expect(lines).toHaveLength(8);
    expect(lines[1]).toBe(" 64 workers at work: reading and cutting 22, vectors 42");
    expect(lines[7]).toBe("   and 59 workers more");
    expect(draw(64, 60, 2)).toHaveLength(2);
    expect(draw(64, 60, 1)).toEqual([]);
  });

  test("in a wide terminal sixty-four stand side by side, numbered downwards", () => {
    const lines = draw(64, 240, 18);
    expect(lines).toHaveLength(18);
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(240);
    expect(lines[2]).toMatch(/^ ◐ +1 .*◐ 17 .*◐ 33 .*◐ 49 /);
    expect(lines[17]).toMatch(/^ ◐ 16 .*◐ 64 /);
  });

  test("hands of several workers are told apart", () => {
    const [one, two] = presentWork(2).hands;
    if (!one || !two) throw new Error("no hands");
    const hands = [one, { ...two, worker: 2, hand: 1, item: "/b.txt" }];
    const lines = textOf(handLines(hands, "documents.ingest", surfaceOf(60), 9));
    expect(lines.slice(2).map((line) => line.slice(3, 7))).toEqual(["1.1 ", "2.1 "]);
  });
});
