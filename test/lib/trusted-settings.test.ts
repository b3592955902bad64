import { readFileSync } from 'node:fs';
import { synthesize } from './synthesize.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

test('a template says by which version it was made, and what is trusted by default', () => {
  expect(synthesize().toJSON().Metadata).toEqual({
    GalloBets: {
      version,
      trusted: {
        checkUsers: true,
        workflowFourEyes: true,
        allowedOrigins: [],
        frontDoorOrigin: null,
        jwksUri: null,
        jwtIssuer: 'gallobets',
        jwtAudience: ['gallobets-realtime'],
        jwtClientIds: null,
        roleClaim: 'role',
        roleMap: null,
        defaultRole: null,
        permissionsClaim: 'permissions',
        longestTokenSeconds: 86_400,
        historyDays: 7,
        logGeneration: 1,
        auditDays: 90,
        removalPolicy: 'retain',
        deletionProtection: false,
        webhookDestinations: [],
        alarms: true,
        alarmEmail: null,
      },
    },
  });
});

test('it says what was decided, and nothing of what is no trust', () => {
  const { Metadata } = synthesize({
    jwksUri: 'https://login.example.com/jwks.json',
    jwtIssuer: 'https://login.example.com/',
    jwtAudience: 'gallobets',
    frontDoorOrigin: 'https://admin.example.com',
    removalPolicy: 'destroy',
    largeBetAmount: '30',
    webhookDestinations: 'arn:aws:sqs:us-east-1:123456789012:bets',
  }).toJSON();
  expect(Metadata.GalloBets.trusted).toMatchObject({
    jwksUri: 'https://login.example.com/jwks.json',
    jwtIssuer: 'https://login.example.com/',
    jwtAudience: ['gallobets'],
    allowedOrigins: ['https://admin.example.com'],
    frontDoorOrigin: 'https://admin.example.com',
    removalPolicy: 'destroy',
    webhookDestinations: ['arn:aws:sqs:us-east-1:123456789012:bets'],
  });
  expect(Metadata.GalloBets.trusted).not.toHaveProperty('largeBetAmount');
});
