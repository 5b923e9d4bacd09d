/** What the system calls say of themselves, in words. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the file system is full',
  EDQUOT: 'the quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'it is not there',
  EEXIST: 'something is there already',
  EMFILE: 'too many files are open',
}

/** The code of an error of a system call, '' for any other. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Why a system call failed, as the end of a sentence: `the file system is full (ENOSPC)`. */
export function explainError(error: unknown): string {
  const code = errorCode(error)
  const text = words[code]
  if (text !== undefined) return `${text} (${code})`
  return code === '' ? String(error instanceof Error ? error.message : error) : code
}
