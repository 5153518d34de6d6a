/** Channel of the bus on which the key of a removed cache entry is called out. */
export const CACHE_CHANNEL = 'cache'
