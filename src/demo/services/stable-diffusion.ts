import { generatePortrait } from "../samples/portrait/generate-portrait.ts";

/** A local picture generator with AUTOMATIC1111's API: `POST /sdapi/v1/txt2img`. */
export async function stableDiffusion(request: Request): Promise<Response> {
  if (!new URL(request.url).pathname.endsWith("/sdapi/v1/txt2img") || request.method !== "POST") {
    return Response.json({ detail: "Not Found" }, { status: 404 });
  }
  const body = (await request.json()) as {
    prompt?: unknown;
    width?: unknown;
    height?: unknown;
    steps?: unknown;
  };
  if (typeof body.prompt !== "string") {
    return Response.json(
      { detail: [{ loc: ["body", "prompt"], msg: "str type expected" }] },
      { status: 422 },
    );
  }
  const bytes = await generatePortrait(body.prompt, Number(body.width ?? 512), Number(body.height ?? 512));
  return Response.json({ images: [bytes.toBase64()], parameters: body, info: JSON.stringify({ seed: 1 }) });
}
