import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPacked } from "../archives/packed.ts";
import { firstPageOf } from "../pdf/first-page.ts";
import { openParsers } from "./open-parsers.ts";

/** A 7z archive of no entries: signature, version, and a start header of zeros with its checksum. */
const emptyArchive = Buffer.from(`377abcaf271c00048d9bd50f${"00".repeat(20)}`, "hex");

const smallestPdf = `%PDF-1.1
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj
trailer << /Root 1 0 R >>
`;

/**
 * Really reads an archive and a PDF in a confined child.
 *
 * @throws what keeps them from being read
 */
export async function proveParsers(): Promise<void> {
  const parsers = openParsers(1);
  const folder = await mkdtemp(join(tmpdir(), "lote-proof-"));
  try {
    const [archive, pdf] = [join(folder, "proof.cb7"), join(folder, "proof.pdf")];
    await writeFile(archive, emptyArchive);
    await writeFile(pdf, smallestPdf);
    await openPacked(archive, { kind: "7z", size: emptyArchive.length }, parsers);
    await firstPageOf(pdf, 9, parsers);
  } finally {
    await parsers.close();
    await rm(folder, { recursive: true, force: true });
  }
}
