import * as z from 'zod';

/**
 * The header by which a request names its trace. Proxies and libraries write it: one that is malformed is
 * ignored, as the standard says (3.2.2.3), and no longer one gets here.
 */
export const traceparentHeader = z.string().max(16_384).optional();

/** The headers of a request whose write makes an event, and that has no others. */
export const tracedHeadersSchema = z.object({
  traceparent: traceparentHeader.describe(
    'The trace of the events that follow from it, by W3C Trace Context',
  ),
});
