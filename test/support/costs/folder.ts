/** Where `npm run bench tests` wants to know what each test file costs. */
export const costsFolder = process.env.TEST_COSTS;
