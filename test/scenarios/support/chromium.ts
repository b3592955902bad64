import { execFileSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

interface Binary {
  readonly path: string;
  readonly libraries?: string;
}

/** The package brings a Chromium for Amazon Linux, libraries included; it runs on any Linux. */
const packaged = `
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  const path = await chromium.executablePath();
  console.log(JSON.stringify({ path, libraries: process.env.LD_LIBRARY_PATH }));
`;

/** The browser that `CHROMIUM` names, or the one that `npm ci` brought. */
function findChromium(): Binary {
  if (process.env.CHROMIUM !== undefined) return { path: process.env.CHROMIUM };
  // In a process of its own: the package is an ES module, and sets variables of its process.
  const found = execFileSync(process.execPath, ['--input-type=module', '-e', packaged], {
    encoding: 'utf8',
  });
  return JSON.parse(found) as Binary;
}

/** Starts a real browser. */
export async function launchChromium(): Promise<Browser> {
  const { path, libraries } = findChromium();
  return await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    ...(libraries !== undefined && { env: { ...process.env, LD_LIBRARY_PATH: libraries } }),
  });
}
