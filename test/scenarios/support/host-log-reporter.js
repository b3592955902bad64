import { existsSync } from 'node:fs';
import { endOfLog, hostLogOf } from './host-log.js';

/** After a run with failures: the last that the hosts of the scenarios have printed. */
export default class HostLogReporter {
  async onRunComplete(contexts, { numFailedTests, numRuntimeErrorTestSuites }) {
    if (numFailedTests + numRuntimeErrorTestSuites === 0) return;
    const logs = [...contexts].map(({ config }) => hostLogOf(config)).filter(existsSync);
    for (const log of new Set(logs)) process.stderr.write(`\n${await endOfLog(log)}`);
  }
}
