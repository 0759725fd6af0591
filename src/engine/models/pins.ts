import { join } from "node:path";
import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import { writeWhole } from "../files/write-whole.ts";

const pinsSchema = z.object({
  version: z.literal(1),
  /** By file name. */
  files: z.record(
    z.string(),
    z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().positive() }),
  ),
});

/** What a file was when it was pulled first, for those whose hash the manifest does not know. */
export type Pins = z.infer<typeof pinsSchema>["files"];

/**
 * The pins of a folder of pulled models; none where nothing was pinned yet.
 *
 * @throws LoteError `model-broken` where the file is not what lote wrote: a pin that cannot be read must not be
 * taken for one that was never made.
 */
export async function readPins(pulled: string): Promise<Pins> {
  const path = pinsFile(pulled);
  const file = Bun.file(path);
  if (!(await file.exists())) return {};
  try {
    return pinsSchema.parse(await file.json()).files;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new LoteError("model-broken", { model: path, detail }, { cause: error });
  }
}

/** Notes what a file is from now on. Only whoever pulls at the moment may. */
export async function addPin(pulled: string, name: string, pin: Pins[string]): Promise<void> {
  const path = pinsFile(pulled);
  const files = { ...(await readPins(pulled)), [name]: pin };
  await writeWhole(path, `${JSON.stringify({ version: 1, files }, null, 2)}\n`);
}

function pinsFile(pulled: string): string {
  return join(pulled, "pins.json");
}
