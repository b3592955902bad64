// Longer than any wait within a scenario, so that the wait fails first and says what it lacks.
jest.setTimeout(120_000);
