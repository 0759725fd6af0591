/**
 * Writes the ONNX graphs that the project makes itself into models/, and their sizes and hashes into
 * models/manifest.json. `bun scripts/build-models.ts`; a test compares the committed files with a fresh build.
 */
import { join } from "node:path";
import { buildCoverDescriptor } from "./models/cover-descriptor.ts";
import { buildDrawnFace } from "./models/drawn-face.ts";
import { buildDrawnFaces } from "./models/drawn-faces.ts";
import { buildTopK } from "./models/top-k.ts";

/** File name in models/ → what builds it. */
export const builtModels: Readonly<Record<string, () => Uint8Array>> = {
  "cover-descriptor.onnx": buildCoverDescriptor,
  "drawn-face.onnx": buildDrawnFace,
  "drawn-faces.onnx": buildDrawnFaces,
  "top-k.onnx": buildTopK,
};

if (import.meta.main) {
  const folder = join(import.meta.dir, "../models");
  const manifestPath = join(folder, "manifest.json");
  const manifest = await Bun.file(manifestPath).json();
  for (const [file, build] of Object.entries(builtModels)) {
    const bytes = build();
    await Bun.write(join(folder, file), bytes);
    const entry = manifest.files[file];
    entry.size = bytes.length;
    entry.sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    console.log(`${file}: ${bytes.length} bytes, sha256 ${entry.sha256}`);
  }
  await Bun.write(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
}
