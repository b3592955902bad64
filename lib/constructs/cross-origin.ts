import { Duration } from 'aws-cdk-lib';
import type { FunctionUrlCorsOptions, HttpMethod } from 'aws-cdk-lib/aws-lambda';

/**
 * What pages of other origins may ask of a function URL, and read of its answers. The URL answers
 * preflights by itself; OPTIONS among the methods would be refused at deploy.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function crossOrigin(
  allowedOrigins: readonly string[],
  allowed: {
    readonly methods: readonly HttpMethod[];
    readonly headers: readonly string[];
    /** Headers of an answer that a page may read. */
    readonly exposed: readonly string[];
  },
): FunctionUrlCorsOptions {
  return {
    allowedOrigins: [...allowedOrigins],
    allowedMethods: [...allowed.methods],
    allowedHeaders: [...allowed.headers],
    exposedHeaders: [...allowed.exposed],
    maxAge: Duration.hours(1),
  };
}
