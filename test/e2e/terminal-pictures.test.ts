import { describe, expect, test } from "bun:test";
import { waitingWorkspace } from "../fixtures/comics/waiting.ts";
import { openReview } from "../fixtures/terminal/open-review.ts";
import { openTerminal, type TerminalOptions, type TestTerminal } from "../fixtures/terminal/open-terminal.ts";
import { skipUnless } from "../support/skip.ts";

/** What kitty says to the questions that xterm does not know. */
const kitty = [
  { asked: "\u001b[16t", said: "\u001b[6;20;10t" },
  { asked: "\u001b[>q", said: "\u001bP>|kitty(0.35.2)\u001b\\" },
  { asked: "a=q", said: "\u001b_Gi=1;OK\u001b\\" },
];
const placeholder = "\u{10EEEE}";

/** Waits for two pictures of whichever kind beside the question. */
async function drawn(lote: TestTerminal): Promise<string> {
  await lote.waitFor(/scan-0\.jpg[\s\S]*Candidate 1 of/);
  return lote.waitFor(new RegExp(`(?:${placeholder}|[▀▌▖▘▛█]).* {2,}(?:${placeholder}|[▀▌▖▘▛█])`, "u"));
}

async function open(options: TerminalOptions, flags: readonly string[] = []): Promise<TestTerminal> {
  const { workspace } = await waitingWorkspace([0, 5]);
  return openReview(workspace, flags, options);
}

describe("a terminal that draws pictures by itself", () => {
  test("gets them once, as placeholders on the screen, and is rid of them when the program is left", async () => {
    await using lote = await open({ answers: kitty });
    expect(await drawn(lote)).toContain(placeholder);
    lote.type("n");
    await lote.waitFor("scan-1.jpg");
    lote.type("N");
    await lote.waitFor("scan-0.jpg");
    const sent = [...lote.written().matchAll(/\x1b_Ga=T,U=1,i=(\d+)/g)].map(([, id]) => id);
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent.length).toBeGreaterThanOrEqual(2);
    lote.type("f");
    await lote.waitFor("⇄ Candidate 1");
    lote.type("fq");
    expect(await lote.exited).toBe(0);
    for (const id of sent) expect(lote.written()).toContain(`\u001b_Ga=d,d=I,i=${id},q=2`);
    expect(lote.isAlternate()).toBe(false);
  }, 60_000);

  test("is not asked where pictures are to be drawn without it", async () => {
    await using lote = await open({ answers: kitty }, ["--ascii"]);
    await lote.waitFor("scan-0.jpg");
    expect(lote.written()).not.toContain("a=q");
  }, 60_000);
});

describe("every other terminal", () => {
  test.each([
    ["knows nothing of pictures", []],
    [
      "knows the protocol and not its placeholders",
      kitty.map((one) => ({ ...one, said: one.said.replace("kitty", "WezTerm") })),
    ],
    ["refuses the picture", kitty.map((one) => ({ ...one, said: one.said.replace("OK", "ENOTSUP") }))],
  ] as const)(
    "gets letters: it %s",
    async (_, answers) => {
      await using lote = await open({ answers });
      expect(await drawn(lote)).not.toContain(placeholder);
      expect(lote.written()).not.toContain("a=T");
    },
    60_000,
  );

  test("loses no key that is typed while it is asked", async () => {
    const { workspace } = await waitingWorkspace([0, 5]);
    await using lote = openReview(workspace);
    lote.type("n");
    await lote.waitFor("scan-1.jpg");
  }, 60_000);
});

const testInTmux = skipUnless(Bun.which("tmux") !== null, "tmux is not installed");

testInTmux(
  "tmux that lets nothing through gets letters, and answers nothing among the keys",
  async () => {
    const { workspace } = await waitingWorkspace([0]);
    const socket = `lote-test-${process.pid}`;
    const program = [process.execPath, "test/fixtures/terminal/run-terminal.ts", workspace, "--review"].join(
      " ",
    );
    await using tmux = openTerminal(["tmux", "-L", socket, "-f", "/dev/null", "new-session", program], {
      cwd: `${import.meta.dir}/../..`,
      answers: kitty,
      env: { NODE_ENV: "production", TMUX: undefined },
    });
    const screen = await drawn(tmux);
    expect(screen).not.toContain(placeholder);
    expect(screen).toContain("Candidate 1 of");
    tmux.type("q");
    expect(await tmux.exited).toBe(0);
  },
  60_000,
);
