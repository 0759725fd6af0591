import xterm from "@xterm/headless";

const cell = { width: 8.4, height: 17 } as const;
const ink = "#d8dee9";
const paper = "#15181e";
const ansi = [
  "#3b4252",
  "#e06c75",
  "#98c379",
  "#e5c07b",
  "#61afef",
  "#c678dd",
  "#56b6c2",
  "#d8dee9",
  "#6b7489",
  "#ff7b86",
  "#b5e890",
  "#ffd68a",
  "#7fc1ff",
  "#dd9bf0",
  "#7fd6e0",
  "#ffffff",
];

interface Cell {
  readonly text: string;
  readonly front: string;
  readonly back: string | null;
  readonly bold: boolean;
}

/** The screen that a program's output leaves, as SVG: letters as text, block elements as rectangles. */
export async function drawScreen(
  title: string,
  written: string,
  { columns, rows }: { columns: number; rows: number },
) {
  const display = new xterm.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
  await new Promise<void>((resolve) => display.write(written, resolve));
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => readCell(display, row, column)),
  );
  display.dispose();
  const body = lines.flatMap((line, row) => drawLine(line, row));
  const width = columns * cell.width + 16;
  const height = rows * cell.height + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${paper}"/>`,
    `<g transform="translate(8 8)" shape-rendering="crispEdges">`,
    ...body,
    "</g></svg>\n",
  ].join("\n");
}

function readCell(display: xterm.Terminal, row: number, column: number): Cell {
  const { active } = display.buffer;
  const found = active.getLine(active.viewportY + row)?.getCell(column);
  if (!found) return { text: " ", front: ink, back: null, bold: false };
  const front = colour(found.isFgRGB(), found.isFgPalette(), found.getFgColor()) ?? ink;
  const back = colour(found.isBgRGB(), found.isBgPalette(), found.getBgColor());
  const inverse = found.isInverse() !== 0;
  return {
    text: found.getChars() || " ",
    front: inverse ? (back ?? paper) : found.isDim() ? "#7b8496" : front,
    back: inverse ? front : back,
    bold: found.isBold() !== 0,
  };
}

function colour(isRgb: boolean, isPalette: boolean, value: number): string | null {
  if (isRgb) return `#${value.toString(16).padStart(6, "0")}`;
  if (!isPalette) return null;
  if (value < 16) return ansi[value] ?? ink;
  if (value >= 232) return grey(8 + (value - 232) * 10);
  const levels = [0, 95, 135, 175, 215, 255];
  const part = (divisor: number) => levels[Math.floor((value - 16) / divisor) % 6] ?? 0;
  return `#${[part(36), part(6), part(1)].map((level) => level.toString(16).padStart(2, "0")).join("")}`;
}

function grey(level: number): string {
  const digits = level.toString(16).padStart(2, "0");
  return `#${digits}${digits}${digits}`;
}

/** Quarters of a cell that a block element fills: top left, top right, bottom left, bottom right. */
const quarters: Readonly<Record<string, string>> = {
  "▘": "1000",
  "▝": "0100",
  "▖": "0010",
  "▗": "0001",
  "▀": "1100",
  "▄": "0011",
  "▌": "1010",
  "▐": "0101",
  "▞": "0110",
  "▚": "1001",
  "▛": "1110",
  "▜": "1101",
  "▙": "1011",
  "▟": "0111",
  "█": "1111",
};

function drawLine(line: readonly Cell[], row: number): string[] {
  const y = row * cell.height;
  const shapes: string[] = [];
  for (const [column, { text, front, back }] of line.entries()) {
    const x = column * cell.width;
    if (back !== null) shapes.push(rectangle(x, y, cell.width, cell.height, back));
    const filled = quarters[text];
    if (!filled) continue;
    for (const [index, on] of [...filled].entries()) {
      if (on === "0") continue;
      const half = { width: cell.width / 2, height: cell.height / 2 };
      shapes.push(
        rectangle(
          x + (index % 2) * half.width,
          y + (index >> 1) * half.height,
          half.width,
          half.height,
          front,
        ),
      );
    }
  }
  return [...shapes, ...drawWords(line, y)];
}

/** Runs of letters in one colour; each starts at its own column, whatever the width of the font. */
function drawWords(line: readonly Cell[], y: number): string[] {
  const words: string[] = [];
  for (let from = 0; from < line.length; ) {
    const first = line[from];
    let to = from + 1;
    if (first && first.text !== " " && !quarters[first.text]) {
      while (
        line[to] &&
        !quarters[line[to]?.text ?? ""] &&
        line[to]?.front === first.front &&
        line[to]?.text !== " "
      )
        to++;
      const text = line
        .slice(from, to)
        .map((one) => one.text)
        .join("");
      const weight = first.bold ? ' font-weight="bold"' : "";
      const place = `x="${(from * cell.width).toFixed(1)}" y="${(y + 13).toFixed(1)}" textLength="${((to - from) * cell.width).toFixed(1)}"`;
      words.push(`<text ${place} fill="${first.front}"${weight}>${escaped(text)}</text>`);
    }
    from = to;
  }
  return words;
}

function rectangle(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(width + 0.3).toFixed(1)}" height="${(height + 0.3).toFixed(1)}" fill="${fill}"/>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
