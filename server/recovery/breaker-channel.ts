/** Channel of the bus on which the name of a provider is called out whose breaker changed. */
export const BREAKER_CHANNEL = 'breaker'
