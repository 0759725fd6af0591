/**
 * A flag's value before the command line is read: the errors of reading it are told in its language, and name its
 * workspace.
 *
 * @returns undefined where the flag is not there, or has nothing behind it
 */
export function earlyFlag(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (at < 0) return undefined;
  return argv[at] === name ? argv[at + 1] : argv[at]?.slice(name.length + 1);
}
