/** An object of a PDF: its dictionary or other text, and the bytes of its stream, if it is one. */
export interface PdfObject {
  readonly text: string;
  readonly stream?: Uint8Array;
}

/**
 * A PDF file of these objects, numbered from 1; the first is the catalogue. Streams are written as they are, with
 * their length added to the dictionary.
 *
 * @param trailer further entries of the trailer, such as `/Info 7 0 R`
 */
export function pdfFile(objects: readonly PdfObject[], trailer = ""): Uint8Array {
  const parts: Buffer[] = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  for (const [index, { text, stream }] of objects.entries()) {
    offsets.push(length);
    add(Buffer.from(`${index + 1} 0 obj\n`));
    if (stream === undefined) add(Buffer.from(text));
    else {
      add(Buffer.from(`${text.replace(/>>\s*$/, "")} /Length ${stream.length} >>\nstream\n`));
      add(Buffer.from(stream));
      add(Buffer.from("\nendstream"));
    }
    add(Buffer.from("\nendobj\n"));
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}
