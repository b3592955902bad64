import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ResourceLimits } from 'node:worker_threads';

/** V8 keeps other memory beside its heap, and Lambda leaves it room within the memory size too. */
const heapShareOfMemory = 0.9;

/**
 * With V8's default, a larger young generation, one collection can overshoot the limit of the old
 * one so far that V8 aborts the whole process instead of this thread (seen with parsed JSON and
 * lists of numbers on Node 24.21; never with 4 or 16).
 */
const youngGenerationMb = 16;

/** What a thread that stands for an environment of that memory size may use. */
export const limitsOfMemory = (memorySizeMb: number): ResourceLimits => ({
  maxOldGenerationSizeMb: memorySizeMb * heapShareOfMemory,
  maxYoungGenerationSizeMb: youngGenerationMb,
});

/** Compiled code is kept between runs: an environment then starts in about 65 ms instead of 90. */
export const compileCacheDirectory = path.join(tmpdir(), 'node-compile-cache');
