import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

interface Binary {
  readonly path: string;
  readonly libraries?: string;
  readonly fonts?: string;
}

/** The package brings a Chromium for Amazon Linux, with libraries and a font; it runs on any Linux. */
const packaged = `
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  const path = await chromium.executablePath();
  const { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: fonts } = process.env;
  console.log(JSON.stringify({ path, libraries, fonts }));
`;

/**
 * The browser that `CHROMIUM` names, or the one that `npm ci` brought. Its package unpacks it when it is
 * first asked for, and gives its path to whoever asks meanwhile: of two at once, one finds half of it.
 */
export function findChromium(): Binary {
  if (process.env.CHROMIUM !== undefined) return { path: process.env.CHROMIUM };
  // In a process of its own: the package is an ES module, and sets variables of its process.
  const found = execFileSync(process.execPath, ['--input-type=module', '-e', packaged], {
    encoding: 'utf8',
  });
  return JSON.parse(found) as Binary;
}

const fontsFile = resolve('tools/pictures/fonts.conf');

/** Starts a real browser. */
export async function launchChromium(): Promise<Browser> {
  const { path, libraries, fonts } = findChromium();
  return await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    env: {
      ...process.env,
      ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }),
      // With its font the pages look the same on every machine; fonts.conf finds it by XDG_DATA_HOME.
      ...(fonts !== undefined && { FONTCONFIG_FILE: fontsFile, XDG_DATA_HOME: fonts }),
    },
  });
}
