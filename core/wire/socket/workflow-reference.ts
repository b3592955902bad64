import * as z from 'zod';

/** As the table of workflows has it. */
export const workflowIdSchema = z.string().min(1).max(256);

/** A place in the log of `workflows`; that it is one is judged where it is looked up. */
export const socketCursorSchema = z.string().min(1).max(128);
