import { getFile } from './api.ts';

/** Hands a file of the API to the browser, which keeps it where it keeps downloads. @throws ApiProblem */
export async function saveFile(path: string): Promise<void> {
  const { name, content } = await getFile(path);
  const address = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(address);
}
