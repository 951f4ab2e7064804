/**
 * The page's files. They come to be when the command is built (`tools/build/page.ts` puts a module with the files in the
 * place of this one), so whoever runs the source has none, and the daemon says so where the page would be.
 */
export interface PageFile {
  readonly contentType: string;
  readonly text: string;
}

/** By path: `/`, and what it loads. `null`: not built. */
export type PageFiles = Readonly<Record<string, PageFile>> | null;

export const pageFiles: PageFiles = null;
