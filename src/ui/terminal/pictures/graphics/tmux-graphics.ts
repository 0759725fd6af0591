import { drawsPlaceholders, type Graphics, usualCell } from "./graphics.ts";

/** tmux is on this machine and answers at once, or something is wrong with it. */
const patienceMs = 300;
const format = "#{allow-passthrough}\t#{client_termtype}\t#{client_cell_width}\t#{client_cell_height}";

/**
 * Whether the terminal around tmux draws pictures, and tmux lets our commands through. It is tmux that is asked: an
 * answer of the terminal itself would come back as if it had been typed.
 */
export async function tmuxGraphics(): Promise<Graphics | null> {
  try {
    const child = Bun.spawn(["tmux", "display-message", "-p", format], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
      timeout: patienceMs,
    });
    return graphicsInTmux(await child.stdout.text());
  } catch {
    return null;
  }
}

/** What tmux said. Colours are among 256: whether true ones come through is one more thing that tmux may be set to. */
export function graphicsInTmux(said: string): Graphics | null {
  const [passthrough = "", version = "", width, height] = said.trim().split("\t");
  if (!/^(1|on|all)$/.test(passthrough) || !drawsPlaceholders(version)) return null;
  const isKnown = Number(width) > 0 && Number(height) > 0;
  const cell = isKnown ? { width: Number(width), height: Number(height) } : usualCell;
  return { cell, isInTmux: true, depth: "256" };
}
