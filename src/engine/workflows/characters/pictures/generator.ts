import { z } from "zod";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { generateImage } from "../../../language-model/image.ts";
import type { LanguageModelService, Payer } from "../../../language-model/service.ts";
import type { Fetcher } from "../../../net/fetcher.ts";

/** A picture that was drawn. */
export interface DrawnPicture {
  readonly bytes: Uint8Array;
  /** What drew it. */
  readonly generator: string;
}

/** What is to be drawn. */
export interface Drawing {
  /** Stable for somebody: the same is drawn once. */
  readonly entity: string;
  readonly name: string;
  readonly description: string;
  /** Pays for it; a generator of one's own asks for nothing. */
  readonly pay: Payer;
  readonly item: number;
  readonly signal: AbortSignal;
}

export type DrawPicture = (drawing: Drawing) => Promise<DrawnPicture>;

/** Raised when the prompt changes: then a picture is another one. */
const promptVersion = 1;

const drawnSchema = z.object({ images: z.array(z.base64()).min(1) });

/** The configured way to have pictures drawn: one's own server before the paid service; null where there is neither. */
export function generatorOf(
  settings: EngineSettings,
  fetcher: Fetcher,
  languageModel: LanguageModelService | null,
): DrawPicture | null {
  const own = settings["stable-diffusion-url"]?.replace(/\/+$/, "");
  if (own !== undefined) return (drawing) => drawOnOwnServer(fetcher, own, drawing);
  if (!languageModel) return null;
  return (drawing) => drawAtService(languageModel, settings["image-model"], drawing);
}

async function drawAtService(
  service: LanguageModelService,
  wanted: string | undefined,
  drawing: Drawing,
): Promise<DrawnPicture> {
  const { model } = await service.choose("image", wanted);
  const subject = `${drawing.entity}/${promptVersion}`;
  const request = { model, prompt: promptOf(drawing), quality: "low", subject } as const;
  const image = await generateImage(service, request, drawing.pay, drawing.item);
  return { bytes: Uint8Array.fromBase64(image), generator: model.id };
}

async function drawOnOwnServer(fetcher: Fetcher, base: string, drawing: Drawing): Promise<DrawnPicture> {
  const answer = await fetcher.json({
    url: `${base}/sdapi/v1/txt2img`,
    base,
    method: "POST",
    json: { prompt: promptOf(drawing), steps: 25, width: 512, height: 512 },
    maxBytes: 32 * 2 ** 20,
    // Drawing on one's own card takes a while, and others wait before.
    deadlines: { firstByte: 300_000, total: 600_000 },
    signal: drawing.signal,
  });
  const drawn = drawnSchema.safeParse(answer);
  if (!drawn.success) {
    const detail = z.prettifyError(drawn.error).slice(0, 200);
    throw new LoteError("service-problem", { host: new URL(base).host, detail });
  }
  return { bytes: Uint8Array.fromBase64(drawn.data.images[0] ?? ""), generator: "stable-diffusion" };
}

/** Names and descriptions come from outside: they stand in quotes, as what is to be shown and nothing more. */
function promptOf({ name, description }: Drawing): string {
  const who = JSON.stringify(name.slice(0, 200));
  const what = description === "" ? "" : `, described as ${JSON.stringify(description.slice(0, 300))}`;
  return `An illustrated portrait, head and shoulders, plain background, no text, of ${who}${what}.`;
}
