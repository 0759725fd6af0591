/** Standard input and output of a terminal, as much of them as asking takes. */
export interface TerminalPair {
  readonly stdin: Pick<NodeJS.ReadStream, "setEncoding" | "read" | "unshift" | "on" | "off" | "unref">;
  readonly stdout: { write(text: string): unknown };
}

/**
 * Writes a question to the terminal and gathers what comes back until `isAnswered`, or until time is up. What the
 * person typed meanwhile (all that `answers` does not match) is put back to be read by whoever reads next. Needs
 * raw mode, or the answers would be echoed.
 *
 * @param answers matches the terminal's answers, globally
 * @returns the answers, one after the other
 */
export async function askTerminal(
  { stdin, stdout }: TerminalPair,
  question: string,
  answers: RegExp,
  isAnswered: (answers: readonly string[]) => boolean,
  patienceMs: number,
): Promise<readonly string[]> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = "";
  const read = () => {
    for (let chunk = stdin.read(); chunk !== null; chunk = stdin.read()) text += String(chunk);
    if (isAnswered(text.match(answers) ?? [])) resolve();
  };
  const timer = setTimeout(resolve, patienceMs);
  stdin.setEncoding("utf8");
  stdin.on("readable", read);
  try {
    stdout.write(question);
    await promise;
  } finally {
    clearTimeout(timer);
    stdin.off("readable", read);
    // What was read once keeps the process alive for more, until somebody reads again.
    stdin.unref();
  }
  const typed = text.replace(answers, "");
  if (typed !== "") stdin.unshift(typed);
  return text.match(answers) ?? [];
}
