import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

const program = join(import.meta.dir, "../../fixtures/headless/write-lines.ts");

describe("standard output", () => {
  test("loses no line and keeps the exit code when its reader is slow", async () => {
    const child = Bun.spawn([process.execPath, program, "50000"], { stdout: "pipe", stderr: "pipe" });
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      text += decoder.decode(chunk, { stream: true });
      await Bun.sleep(1);
    }
    const lines = text.split("\n");
    expect(lines).toHaveLength(50_001);
    expect(lines[49_999]).toStartWith("49999 ");
    expect(await child.exited).toBe(3);
  });

  test("ends quietly and soon when its reader has enough", async () => {
    const child = Bun.spawn(
      ["bash", "-c", '"$0" "$1" 1000000 | head -1; echo "$PIPESTATUS"', process.execPath, program],
      { stdout: "pipe", stderr: "pipe" },
    );
    const [first, code] = (await new Response(child.stdout).text()).split("\n");
    expect(first).toStartWith("0 ");
    expect(code).toBe("3");
    // What it says is only how far it came.
    expect(Number((await new Response(child.stderr).text()).trim())).toBeLessThan(100_000);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "says that the disk is full instead of losing lines (skipped without /dev/full)",
    async () => {
      const child = Bun.spawn(["bash", "-c", '"$0" "$1" 50000 > /dev/full', process.execPath, program], {
        stderr: "pipe",
      });
      expect(await new Response(child.stderr).text()).toContain("disk-full");
      expect(await child.exited).not.toBe(0);
    },
  );
});
